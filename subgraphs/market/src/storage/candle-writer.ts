import { type CopyValue, copyRows } from '@marketgraph/postgres';
import type { Provenance } from '@marketgraph/vocabulary';
import type { ClientBase } from 'pg';
import type { RecordedCandle } from '../domain/candle.ts';
import type { CandlePart } from '../domain/candle-fold.ts';
import { instants, numbers, rowsOf, type Sql, texts } from './sql.ts';

/** A part and whose candle it belongs to. */
export interface OwnedPart {
  readonly symbol: string;
  readonly source: string;
  readonly part: CandlePart;
  /** Whether the source's event time has passed its end. */
  readonly closed: boolean;
  /** LAST made of bids. */
  readonly fromBids?: boolean;
}

/** A candle after a change. */
export interface ChangedCandle extends RecordedCandle {
  symbol: string;
  source: string;
}

/** How far the event time of a symbol's source has come. */
export interface CandleClosing {
  readonly symbol: string;
  readonly source: string;
  readonly newestAt: number;
}

const ms = (column: string) => `round(date_part('epoch', ${column}) * 1000)`;

/** The columns of a candle as the domain knows it. */
export const candleColumns = (alias: string) => `${alias}.basis, ${alias}."interval", ${ms(`${alias}.open_time`)} AS "openTime",
  ${ms(`${alias}.close_time`)} AS "closeTime", ${alias}.open, ${alias}.high, ${alias}.low, ${alias}.close, ${alias}.volume,
  ${alias}.trade_count AS "tradeCount", ${alias}.closed, ${alias}.revision`;

/** Merges parts into their candles in one statement. Each candle may have one part at most. */
export function mergeCandles(sql: Sql, parts: readonly OwnedPart[]): Promise<ChangedCandle[]> {
  if (parts.length === 0) return Promise.resolve([]);
  return rowsOf<ChangedCandle>(sql, MERGE, columnsOf(parts));
}

/** COPY takes a third of the time of an INSERT, but knows no conflict: for a symbol and source without any candle. */
export async function copyCandles(client: ClientBase, parts: readonly OwnedPart[]): Promise<void> {
  await copyRows(client, 'market.candles', COPY_COLUMNS, parts.map(copyRow));
}

/** Adds candles where there are none. */
export async function addMissingCandles(sql: Sql, parts: readonly OwnedPart[]): Promise<void> {
  if (parts.length > 0) await sql.query(`${INSERT} ON CONFLICT DO NOTHING`, columnsOf(parts));
}

/** Closes the candles whose end the source's event time has passed; those that were just merged are closed already. */
export function closeCandles(sql: Sql, passed: readonly CandleClosing[]): Promise<ChangedCandle[]> {
  return rowsOf<ChangedCandle>(
    sql,
    `UPDATE market.candles c SET closed = true
     FROM unnest($1::text[], $2::text[], $3::double precision[]) AS t(symbol, source, newest)
     WHERE c.symbol = t.symbol AND c.source = t.source AND NOT c.closed AND c.close_time <= to_timestamp(t.newest / 1000.0::double precision)
     RETURNING c.symbol, c.source, ${candleColumns('c')}`,
    [texts(passed.map((p) => p.symbol)), texts(passed.map((p) => p.source)), instants(passed.map((p) => p.newestAt))],
  );
}

/** A candle that the clock closed. */
export interface QuietCandle extends ChangedCandle {
  readonly provenance: Provenance;
  readonly newestAt: number;
}

/** Closes what ended before `before` where a live or simulated source tells nothing that would close it. */
export function closeQuietCandles(sql: Sql, before: number): Promise<QuietCandle[]> {
  return rowsOf<QuietCandle>(
    sql,
    `UPDATE market.candles c SET closed = true FROM market.symbol_counts s
     WHERE c.symbol = s.symbol AND c.source = s.source AND s.provenance IN ('LIVE', 'SIMULATED') AND NOT c.closed
       AND c.close_time <= to_timestamp($1::double precision / 1000.0::double precision)
     RETURNING c.symbol, c.source, ${candleColumns('c')}, s.provenance, ${ms('s.newest_at')} AS "newestAt"`,
    [before],
  );
}

/** An instrument that turned out to be traded: its LAST candles were made of bids so far. */
export async function forgetBidsAsLast(sql: Sql, symbol: string, source: string): Promise<void> {
  await sql.query(`DELETE FROM market.candles WHERE symbol = $1 AND source = $2 AND basis = 'LAST' AND from_bids`, [symbol, source]);
}

function columnsOf(parts: readonly OwnedPart[]): string[] {
  const of = <T>(read: (part: CandlePart) => T) => parts.map(({ part }) => read(part));
  return [
    texts(parts.map((p) => p.symbol)),
    texts(parts.map((p) => p.source)),
    texts(of((p) => p.basis)),
    texts(of((p) => p.interval)),
    instants(of((p) => p.openTime)),
    instants(of((p) => p.closeTime)),
    numbers(of((p) => p.open)),
    numbers(of((p) => p.high)),
    numbers(of((p) => p.low)),
    numbers(of((p) => p.close)),
    numbers(of((p) => String(p.volume))),
    numbers(of((p) => String(p.turnover))),
    numbers(of((p) => p.tradeCount)),
    texts(parts.map((p) => String(p.closed))),
    instants(of((p) => p.openAt)),
    numbers(of((p) => p.openKey)),
    instants(of((p) => p.closeAt)),
    numbers(of((p) => p.closeKey)),
    texts(parts.map((p) => String(p.fromBids ?? false))),
  ];
}

const COPY_COLUMNS = [
  'symbol',
  'source',
  'basis',
  'interval',
  'open_time',
  'close_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'turnover',
  'trade_count',
  'closed',
  'open_at',
  'open_key',
  'close_at',
  'close_key',
  'from_bids',
];

function copyRow({ symbol, source, part, closed, fromBids = false }: OwnedPart): CopyValue[] {
  const { basis, interval, openTime, closeTime, open, high, low, close, volume, turnover, tradeCount, openAt, openKey, closeAt, closeKey } =
    part;
  return [
    symbol,
    source,
    basis,
    interval,
    new Date(openTime),
    new Date(closeTime),
    open,
    high,
    low,
    close,
    String(volume),
    String(turnover),
    tradeCount,
    closed,
    new Date(openAt),
    openKey,
    new Date(closeAt),
    closeKey,
    fromBids,
  ];
}

const at = (column: string) => `to_timestamp(${column} / 1000.0::double precision)`;

const INSERT = `
  INSERT INTO market.candles AS c (symbol, source, basis, "interval", open_time, close_time, open, high, low, close, volume, turnover,
    trade_count, closed, open_at, open_key, close_at, close_key, from_bids)
  SELECT symbol, source, basis::market.price_basis, "interval"::market.candle_interval, ${at('open_time')}, ${at('close_time')}, open, high, low,
    close, volume, turnover, trade_count, closed, ${at('open_at')}, open_key, ${at('close_at')}, close_key, from_bids
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::double precision[], $6::double precision[], $7::numeric[], $8::numeric[],
      $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[], $13::integer[], $14::boolean[], $15::double precision[], $16::bigint[],
      $17::double precision[], $18::bigint[], $19::boolean[])
    AS t(symbol, source, basis, "interval", open_time, close_time, open, high, low, close, volume, turnover, trade_count, closed, open_at,
      open_key, close_at, close_key, from_bids)`;

const MERGE = `${INSERT}
  ON CONFLICT (symbol, source, basis, "interval", open_time) DO UPDATE SET
    open = CASE WHEN (excluded.open_at, excluded.open_key) < (c.open_at, c.open_key) THEN excluded.open ELSE c.open END,
    open_key = CASE WHEN (excluded.open_at, excluded.open_key) < (c.open_at, c.open_key) THEN excluded.open_key ELSE c.open_key END,
    open_at = least(c.open_at, excluded.open_at),
    high = greatest(c.high, excluded.high),
    low = least(c.low, excluded.low),
    close = CASE WHEN (excluded.close_at, excluded.close_key) > (c.close_at, c.close_key) THEN excluded.close ELSE c.close END,
    close_key = CASE WHEN (excluded.close_at, excluded.close_key) > (c.close_at, c.close_key) THEN excluded.close_key ELSE c.close_key END,
    close_at = greatest(c.close_at, excluded.close_at),
    volume = c.volume + excluded.volume,
    turnover = c.turnover + excluded.turnover,
    trade_count = c.trade_count + excluded.trade_count,
    closed = c.closed OR excluded.closed,
    revision = c.revision + c.closed::integer
  RETURNING c.symbol, c.source, ${candleColumns('c')}`;
