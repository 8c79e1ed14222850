import type { Provenance, TradeSide } from '@marketgraph/vocabulary';
import { instants, numbers, rowsOf, type Sql, texts } from './sql.ts';

/** Columns of equal length, ready to be written. */
export interface TradeBatch {
  symbol: string[];
  source: string[];
  key: number[];
  occurredAt: number[];
  receivedAt: number[];
  price: string[];
  size: string[];
  side: (TradeSide | null)[];
  conditions: (string | null)[];
}

export interface QuoteTickBatch {
  symbol: string[];
  source: string[];
  key: number[];
  occurredAt: number[];
  receivedAt: number[];
  bid: string[];
  ask: string[];
}

export type TickName = Pick<TradeBatch, 'symbol' | 'source' | 'key' | 'occurredAt'>;

/** What was really new: all of the batch, or the positions in it. */
export type Inserted = 'all' | readonly number[];

interface InsertedRow {
  count: number;
  names: { symbol: string[]; source: string[]; key: number[]; at: number[] } | null;
}

/**
 * The names of the new rows come back only when some were there already: most batches are new as a whole, and reading
 * thousands of names costs as much as writing them.
 */
function insertNew(insert: string, keyColumn: string, count: number): string {
  return `WITH inserted AS (${insert} ON CONFLICT DO NOTHING RETURNING symbol, source, ${keyColumn} AS key, occurred_at)
    SELECT count(*)::integer AS count, CASE WHEN count(*) IN (0, ${count}) THEN NULL ELSE json_build_object(
      'symbol', json_agg(symbol), 'source', json_agg(source), 'key', json_agg(key),
      'at', json_agg(round(date_part('epoch', occurred_at) * 1000))) END AS names FROM inserted`;
}

const time = (column: string) => `to_timestamp(${column} / 1000.0::double precision)`;

export async function insertTrades(sql: Sql, batch: TradeBatch): Promise<Inserted> {
  if (batch.key.length === 0) return 'all';
  const insert = `INSERT INTO market.trades (symbol, source, trade_key, occurred_at, received_at, price, size, side, conditions)
    SELECT symbol, source, key, ${time('occurred')}, ${time('received')}, price, size, side, conditions
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::double precision[], $5::double precision[], $6::numeric[], $7::numeric[], $8::text[], $9::text[])
      AS t(symbol, source, key, occurred, received, price, size, side, conditions)`;
  const [row] = await rowsOf<InsertedRow>(sql, insertNew(insert, 'trade_key', batch.key.length), [
    texts(batch.symbol),
    texts(batch.source),
    numbers(batch.key),
    instants(batch.occurredAt),
    instants(batch.receivedAt),
    numbers(batch.price),
    numbers(batch.size),
    texts(batch.side),
    texts(batch.conditions),
  ]);
  return positionsOf(batch, row);
}

export async function insertQuoteTicks(sql: Sql, batch: QuoteTickBatch): Promise<Inserted> {
  if (batch.key.length === 0) return 'all';
  const insert = `INSERT INTO market.quote_ticks (symbol, source, quote_key, occurred_at, received_at, bid, ask)
    SELECT symbol, source, key, ${time('occurred')}, ${time('received')}, bid, ask
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::double precision[], $5::double precision[], $6::numeric[], $7::numeric[])
      AS t(symbol, source, key, occurred, received, bid, ask)`;
  const [row] = await rowsOf<InsertedRow>(sql, insertNew(insert, 'quote_key', batch.key.length), [
    texts(batch.symbol),
    texts(batch.source),
    numbers(batch.key),
    instants(batch.occurredAt),
    instants(batch.receivedAt),
    numbers(batch.bid),
    numbers(batch.ask),
  ]);
  return positionsOf(batch, row);
}

/** Which days a source has ticks on: retention asks for it. */
export async function saveTickDays(sql: Sql, days: readonly { day: string; source: string; provenance: Provenance }[]): Promise<void> {
  const ordered = days.toSorted((a, b) => (a.day + a.source < b.day + b.source ? -1 : 1));
  await sql.query(
    `INSERT INTO market.tick_days (day, source, provenance) SELECT * FROM unnest($1::date[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
    [ordered.map((row) => row.day), ordered.map((row) => row.source), ordered.map((row) => row.provenance)],
  );
}

function positionsOf(batch: TickName, row: InsertedRow | undefined): Inserted {
  if (row?.count === batch.key.length) return 'all';
  if (!row?.names) return [];
  const { names } = row;
  const isNew = new Set(names.key.map((key, index) => nameOf(names.symbol[index], names.source[index], names.at[index], key)));
  const positions: number[] = [];
  batch.key.forEach((key, index) => {
    // One batch may carry a trade twice: only its first place counts.
    if (isNew.delete(nameOf(batch.symbol[index], batch.source[index], batch.occurredAt[index], key))) positions.push(index);
  });
  return positions;
}

function nameOf(symbol: string | undefined, source: string | undefined, at: number | undefined, key: number): string {
  return `${symbol} ${source} ${at} ${key}`;
}
