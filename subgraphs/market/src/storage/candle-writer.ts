import { copyRows } from '@marketgraph/postgres';
import type { PriceBasis } from '@marketgraph/vocabulary';
import type { ClientBase } from 'pg';
import type { RecordedCandle } from '../domain/candle.ts';
import type { CandlePart } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import type { Priced } from '../domain/sale-conditions.ts';
import { LAST_KEY, WHOLE_KEY } from './bar-keys.ts';
import { CANDLE_COLUMNS, candleArrays, copyRow, INSERT_CANDLES, type OwnedPart } from './candle-arrays.ts';
import { candleColumns, formingMinute, joinedColumns, wholeCandle } from './candle-columns.ts';
import { instants, ms, numbers, type PreparingSql, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** A candle after a change, as readers see it. */
export interface ChangedCandle extends RecordedCandle {
  readonly series: number;
}

/** A minute's row after a change: all that wider candles take from it. */
export interface StoredMinute extends ChangedCandle {
  readonly turnover: string;
  readonly fromBids: boolean;
  readonly priced: Priced;
  readonly openAt: number;
  readonly openKey: number;
  readonly closeAt: number;
  readonly closeKey: number;
}

/** Which minute. */
export interface MinuteName {
  readonly series: number;
  readonly basis: PriceBasis;
  readonly openTime: number;
}

/** A minute that a merge found closed, or made. */
export interface MergedMinute extends MinuteName {
  readonly closed: boolean;
}

/** Event time, or the clock, has come to `until`: what ended before it or at it closes. */
export interface SeriesClosing {
  readonly id: number;
  readonly until: number;
}

/**
 * Merges parts into their minutes. `closed` stays as it was; a closed minute gets a new revision, one that is a provider's bar stays as it is:
 * that holds what was traded in its time. Answers only those that were closed or that it made: nearly all parts go to minutes that form,
 * and telling of each costs as much as writing it. The arrays are those of the parts, made ahead of the statement.
 */
export async function mergeMinutes(sql: PreparingSql, arrays: readonly string[]): Promise<MergedMinute[]> {
  // Planned once for each connection: that takes an eighth of its time.
  const { rows } = await sql.query({ name: 'merge minutes', text: MERGE_MINUTES, values: [...arrays] });
  return rows as MergedMinute[];
}

/** Minutes as they stand now. */
export async function readMinutes(sql: Sql, names: readonly MinuteName[]): Promise<ChangedCandle[]> {
  if (names.length === 0) return [];
  return rowsOf<ChangedCandle>(
    sql,
    `SELECT c.series, ${candleColumns('c')} FROM unnest($1::integer[], $2::text[], $3::double precision[]) AS t(series, basis, open_time)
     JOIN market.candle_rows c ON c.series = t.series AND c."interval" = 'ONE_MINUTE' AND c.basis = t.basis::market.price_basis
       AND c.open_time = ${timestampOf('t.open_time')}`,
    [numbers(names.map(({ series }) => series)), texts(names.map(({ basis }) => basis)), instants(names.map(({ openTime }) => openTime))],
  );
}

/** Merges parts into wider candles, at most one for each, but for those that are bars. Those whose end has passed are closed by it. */
export async function mergeWider(sql: Sql, parts: readonly OwnedPart[]): Promise<ChangedCandle[]> {
  return parts.length === 0 ? [] : rowsOf<ChangedCandle>(sql, MERGE_WIDER, candleArrays(parts));
}

/** Adds candles where there are none. */
export async function addMissingCandles(sql: Sql, parts: readonly OwnedPart[]): Promise<void> {
  if (parts.length > 0) await sql.query(`${INSERT_CANDLES} ON CONFLICT DO NOTHING`, candleArrays(parts));
}

/** COPY takes a third of the time of an INSERT, but knows no conflict: for a series without any candle. */
export async function copyCandles(client: ClientBase, parts: readonly OwnedPart[]): Promise<void> {
  await copyRows(client, 'market.candle_rows', CANDLE_COLUMNS, parts.map(copyRow));
}

export function closeMinutes(sql: Sql, closings: readonly SeriesClosing[]): Promise<StoredMinute[]> {
  return close(sql, closings, `c."interval" = 'ONE_MINUTE'`, MINUTE);
}

/** Once their minutes are merged. */
export function closeWider(sql: Sql, closings: readonly SeriesClosing[]): Promise<ChangedCandle[]> {
  return close(sql, closings, `c."interval" > 'ONE_MINUTE'`, `c.series, ${candleColumns('c')}`);
}

function close<R>(sql: Sql, closings: readonly SeriesClosing[], condition: string, returning: string): Promise<R[]> {
  return rowsOf<R>(
    sql,
    `UPDATE market.candle_rows c SET closed = true FROM unnest($1::integer[], $2::double precision[]) AS t(id, until)
     WHERE c.series = t.id AND ${condition} AND NOT c.closed AND c.close_time <= ${timestampOf('t.until')}
     RETURNING ${returning}`,
    [numbers(closings.map(({ id }) => id)), instants(closings.map(({ until }) => until))],
  );
}

/** Every wider candle that forms, with what its forming minute holds. */
export function formingWider(sql: Sql, wanted: readonly { series: number; basis: PriceBasis }[]): Promise<ChangedCandle[]> {
  return rowsOf<ChangedCandle>(
    sql,
    `SELECT c.series, ${wholeCandle('c')}
     FROM unnest($1::integer[], $2::text[]) AS t(series, basis)
     JOIN market.candle_rows c ON c.series = t.series AND c.basis = t.basis::market.price_basis AND c."interval" > 'ONE_MINUTE' AND NOT c.closed
     ${formingMinute('c')}`,
    [numbers(wanted.map(({ series }) => series)), texts(wanted.map(({ basis }) => basis))],
  );
}

/** An instrument that turned out to be traded: its LAST candles were made of bids so far. */
export async function forgetBidsAsLast(sql: Sql, series: number): Promise<void> {
  await sql.query(`DELETE FROM market.candle_rows WHERE series = $1 AND basis = 'LAST' AND from_bids`, [series]);
}

/** What a whole minute adds to wider candles. */
export function partOf({ volume, turnover, ...minute }: StoredMinute): CandlePart {
  const part = { ...minute, volume: new DecimalSum(), turnover: new DecimalSum() };
  part.volume.add(volume);
  part.turnover.add(turnover);
  return part;
}

const MINUTE = `c.series, ${candleColumns('c')}, c.turnover, c.from_bids AS "fromBids", c.priced, ${ms('c.open_at')} AS "openAt",
  c.open_key::double precision AS "openKey", ${ms('c.close_at')} AS "closeAt", c.close_key::double precision AS "closeKey"`;

const JOINED = [
  ...Object.entries(joinedColumns('c', 'excluded')).map(([column, joined]) => `${column} = ${joined}`),
  // Of a line one source may be traded and another only quoted.
  'from_bids = c.from_bids OR excluded.from_bids',
];

const MERGE = `${INSERT_CANDLES}
  ON CONFLICT (series, "interval", basis, open_time) DO UPDATE SET ${JOINED.join(', ')}, revision = c.revision + c.closed::integer`;

/** A row that was there has been locked before it was changed: only a new one has no xmax. */
const MERGE_MINUTES = `WITH merged AS (${MERGE} WHERE c.close_key <> ${LAST_KEY}
    RETURNING c.series, c.basis, ${ms('c.open_time')} AS "openTime", c.closed, c.xmax = 0 AS created)
  SELECT series, basis, "openTime", closed FROM merged WHERE closed OR created`;
const MERGE_WIDER = `${MERGE}, closed = c.closed OR excluded.closed WHERE c.open_key <> ${WHOLE_KEY} RETURNING c.series, ${candleColumns('c')}`;
