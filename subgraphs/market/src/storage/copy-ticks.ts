import { BinaryRows, copyBinary } from '@marketgraph/postgres';
import { DAY_MS } from '@marketgraph/vocabulary';
import type { ClientBase } from 'pg';
import { dayOf, partitionName, type TickTable } from './day-partitions.ts';
import type { Places, QuoteTickColumns, TickNames, TradeColumns } from './tick-batch.ts';

const TRADE_COLUMNS = ['series', 'occurred_at', 'trade_key', 'received_at', 'price', 'size', 'side', 'conditions'];
const QUOTE_COLUMNS = ['series', 'occurred_at', 'quote_key', 'received_at', 'bid', 'ask'];

/** Writes ticks that are believed to be new: 23505 (unique violation) when one is not. */
export async function copyTrades(client: ClientBase, ids: readonly number[], columns: TradeColumns, places: Places): Promise<void> {
  if (places.length === 0) return;
  const { price, size, side, conditions } = columns;
  const rows = new BinaryRows();
  for (const place of places) {
    rows.row(TRADE_COLUMNS.length);
    addName(rows, ids, columns, place);
    rows.timestamptz(columns.receivedAt[place] ?? 0);
    rows.numeric(price[place] ?? '0');
    rows.numeric(size[place] ?? '0');
    rows.text(side[place] ?? null);
    rows.text(conditions[place] ?? null);
  }
  await copyBinary(client, target('trade_rows', columns, places), TRADE_COLUMNS, rows);
}

export async function copyQuoteTicks(client: ClientBase, ids: readonly number[], columns: QuoteTickColumns, places: Places): Promise<void> {
  if (places.length === 0) return;
  const { bid, ask } = columns;
  const rows = new BinaryRows();
  for (const place of places) {
    rows.row(QUOTE_COLUMNS.length);
    addName(rows, ids, columns, place);
    rows.timestamptz(columns.receivedAt[place] ?? 0);
    rows.numeric(bid[place] ?? '0');
    rows.numeric(ask[place] ?? '0');
  }
  await copyBinary(client, target('quote_rows', columns, places), QUOTE_COLUMNS, rows);
}

function addName(rows: BinaryRows, ids: readonly number[], { of, key, occurredAt }: TickNames, place: number): void {
  rows.int4(ids[of[place] ?? 0] ?? 0);
  rows.timestamptz(occurredAt[place] ?? 0);
  rows.int8(key[place] ?? 0);
}

/** The partition where all ticks are of one day, which most are: that spares the way through the parent, row by row. */
function target(table: TickTable, { occurredAt }: TickNames, places: Places): string {
  const day = Math.floor((occurredAt[places[0] ?? 0] ?? 0) / DAY_MS);
  const isOneDay = places.every((place) => Math.floor((occurredAt[place] ?? 0) / DAY_MS) === day);
  return `market.${isOneDay ? partitionName(table, dayOf(day * DAY_MS)) : table}`;
}
