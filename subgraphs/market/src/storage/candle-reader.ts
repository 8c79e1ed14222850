import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import type { RecordedCandle } from '../domain/candle.ts';
import { candleColumns, formingMinute, wholeCandle } from './candle-columns.ts';
import { rowsOf, type Sql } from './sql.ts';

export interface CandleQuery {
  readonly symbol: string;
  readonly source: string;
  readonly basis: PriceBasis;
  readonly interval: Interval;
  /** Open times in [from, to), ms. */
  readonly from?: number | null;
  readonly to?: number | null;
  readonly limit: number;
  /** Which end of the range is wanted when there are more than `limit`. The answer is oldest first either way. */
  readonly end: 'oldest' | 'newest';
}

export interface TurnedOverCandle extends RecordedCandle {
  /** Sum of price times size. */
  readonly turnover: string;
}

/** Columns of equal length, oldest first. */
export interface CandleColumns {
  readonly openTime: number[];
  readonly open: string[];
  readonly high: string[];
  readonly low: string[];
  readonly close: string[];
  readonly volume: string[];
  readonly tradeCount: number[];
  /** Whether the last one still forms. */
  readonly forming: boolean;
}

export async function readCandles(sql: Sql, query: CandleQuery): Promise<TurnedOverCandle[]> {
  const rows = await rowsOf<TurnedOverCandle>(sql, candlesIn(query), valuesOf(query));
  return query.end === 'newest' ? rows.reverse() : rows;
}

/** A text for each column instead of an object for each candle: Postgres works as long, this process a tenth. */
export async function readCandleColumns(sql: Sql, query: CandleQuery): Promise<CandleColumns> {
  const [row] = await rowsOf<ColumnsRow>(sql, `SELECT ${COLUMNS} FROM (${candlesIn(query)}) c`, valuesOf(query));
  const column = (text: string | null | undefined) => {
    const values = text ? text.split(',') : [];
    return query.end === 'newest' ? values.reverse() : values;
  };
  return {
    openTime: column(row?.openTime).map(Number),
    open: column(row?.open),
    high: column(row?.high),
    low: column(row?.low),
    close: column(row?.close),
    volume: column(row?.volume),
    tradeCount: column(row?.tradeCount).map(Number),
    forming: row?.forming ?? false,
  };
}

type ColumnsRow = { readonly [K in Exclude<keyof CandleColumns, 'forming'>]: string | null } & { readonly forming: boolean | null };

/** The rows of a sorted subquery reach an aggregate in their order. */
const listed = (expression: string, name: string) => `string_agg((${expression})::text, ',') AS "${name}"`;
const COLUMNS = [
  listed('"openTime"::bigint', 'openTime'),
  ...['open', 'high', 'low', 'close', 'volume'].map((name) => listed(name, name)),
  listed('"tradeCount"', 'tradeCount'),
  // Only the newest can be open.
  'NOT bool_and(closed) AS forming',
].join(', ');

/** A minute is what its row says; a wider candle may have a minute that forms within it. */
function candlesIn({ interval, end }: CandleQuery): string {
  const isMinute = interval === 'ONE_MINUTE';
  return `SELECT ${isMinute ? `${candleColumns('c')}, c.turnover` : wholeCandle('c')}
     FROM market.candle_rows c ${isMinute ? '' : formingMinute('c')}
     WHERE c.series = (SELECT id FROM market.series WHERE symbol = $1 AND source = $2)
       AND c.basis = $3::market.price_basis AND c."interval" = $4::market.candle_interval
       AND c.open_time >= coalesce(to_timestamp($5::double precision / 1000.0::double precision), '-infinity')
       AND c.open_time < coalesce(to_timestamp($6::double precision / 1000.0::double precision), 'infinity')
     ORDER BY c.open_time ${end === 'newest' ? 'DESC' : 'ASC'} LIMIT $7`;
}

function valuesOf({ symbol, source, basis, interval, from, to, limit }: CandleQuery): unknown[] {
  return [symbol, source, basis, interval, from ?? null, to ?? null, limit];
}

export interface HourOfVolume {
  symbol: string;
  /** Of the last hour of event time, over the mean of the closed hours of the week before. */
  ratio: number;
}

/** How busy each symbol of these sources was in its last hour against its own normal; those with a day of history at least. */
export function readActivity(sql: Sql, symbols: readonly string[], sources: readonly string[]): Promise<HourOfVolume[]> {
  return rowsOf<HourOfVolume>(
    sql,
    `SELECT c.symbol, (recent.volume / normal.volume)::double precision AS ratio
     FROM unnest($1::text[], $2::text[]) AS t(symbol, source)
     JOIN market.series c ON c.symbol = t.symbol AND c.source = t.source
     CROSS JOIN LATERAL (SELECT coalesce(sum(volume), 0) AS volume FROM market.candle_rows
       WHERE series = c.id AND basis = 'LAST' AND "interval" = 'ONE_MINUTE'
         AND open_time > c.newest_at - interval '1 hour' AND open_time <= c.newest_at) recent
     CROSS JOIN LATERAL (SELECT avg(volume) AS volume, count(*) AS hours FROM market.candle_rows
       WHERE series = c.id AND basis = 'LAST' AND "interval" = 'ONE_HOUR' AND closed
         AND open_time >= c.newest_at - interval '7 days' AND close_time <= c.newest_at - interval '1 hour') normal
     WHERE normal.hours >= 6 AND normal.volume > 0
     ORDER BY ratio DESC, c.symbol`,
    [symbols, sources],
  );
}
