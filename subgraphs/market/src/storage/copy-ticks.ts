import { BinaryRows, copyBinary } from '@marketgraph/postgres';
import { DAY_MS } from '@marketgraph/vocabulary';
import type { ClientBase } from 'pg';
import { dayOf, partitionName, type TickTable } from './day-partitions.ts';
import type { PlacedTicks, QuoteTickColumns, TickNames, TradeColumns } from './tick-batch.ts';

const TRADE_COLUMNS = ['series', 'occurred_at', 'trade_key', 'received_at', 'price', 'size', 'side', 'conditions'];
const QUOTE_COLUMNS = ['series', 'occurred_at', 'quote_key', 'received_at', 'bid', 'ask'];

/** Bytes in one piece: the server is at work on one while the next is made. */
const PIECE_BYTES = 100_000;

/** Writes ticks that are believed to be new: 23505 (unique violation) when one is not. `sent`: see copyBinary. */
export async function copyTrades(client: ClientBase, ticks: PlacedTicks<TradeColumns>, sent?: () => void): Promise<void> {
  if (ticks.places.length === 0) return sent?.();
  await copyBinary(client, { table: target('trade_rows', ticks), columns: TRADE_COLUMNS }, pieces(ticks, addTrade), sent);
}

export async function copyQuoteTicks(client: ClientBase, ticks: PlacedTicks<QuoteTickColumns>, sent?: () => void): Promise<void> {
  if (ticks.places.length === 0) return sent?.();
  await copyBinary(client, { table: target('quote_rows', ticks), columns: QUOTE_COLUMNS }, pieces(ticks, addQuote), sent);
}

function* pieces<C extends TickNames>(
  { ids, columns, places }: PlacedTicks<C>,
  add: (rows: BinaryRows, columns: C, place: number, series: number) => void,
): Generator<Buffer> {
  const rows = new BinaryRows();
  for (const place of places) {
    add(rows, columns, place, ids[columns.of[place] ?? 0] ?? 0);
    if (rows.size > PIECE_BYTES) yield rows.take();
  }
  yield rows.finish();
}

function addTrade(rows: BinaryRows, columns: TradeColumns, place: number, series: number): void {
  rows.row(TRADE_COLUMNS.length);
  addName(rows, columns, place, series);
  rows.numeric(columns.price[place] ?? '0');
  rows.numeric(columns.size[place] ?? '0');
  rows.text(columns.side[place] ?? null);
  rows.text(columns.conditions[place] ?? null);
}

function addQuote(rows: BinaryRows, columns: QuoteTickColumns, place: number, series: number): void {
  rows.row(QUOTE_COLUMNS.length);
  addName(rows, columns, place, series);
  rows.numeric(columns.bid[place] ?? '0');
  rows.numeric(columns.ask[place] ?? '0');
}

function addName(rows: BinaryRows, { key, occurredAt, receivedAt }: TickNames, place: number, series: number): void {
  rows.int4(series);
  rows.timestamptz(occurredAt[place] ?? 0);
  rows.int8(key[place] ?? 0);
  rows.timestamptz(receivedAt[place] ?? 0);
}

/** The partition where all ticks are of one day, which most are: that spares the way through the parent, row by row. */
function target(table: TickTable, { columns: { occurredAt }, places }: PlacedTicks<TickNames>): string {
  const day = Math.floor((occurredAt[places[0] ?? 0] ?? 0) / DAY_MS);
  const isOneDay = places.every((place) => Math.floor((occurredAt[place] ?? 0) / DAY_MS) === day);
  return `market.${isOneDay ? partitionName(table, dayOf(day * DAY_MS)) : table}`;
}
