import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import type { RecordedCandle } from '../domain/candle.ts';
import type { Priced } from '../domain/sale-conditions.ts';
import { candleColumns, formingMinute, wholeCandle } from './candle-columns.ts';
import { rowsOf, type Sql, timestampOf } from './sql.ts';

export interface CandleQuery {
  readonly symbol: string;
  /** Candles of sources that replace each other are the same, whichever is named. */
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
  readonly priced: Priced;
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
  /** Sums of price times size; empty unless they were asked for. */
  readonly turnover: string[];
  /** Whether the last one still forms. */
  readonly forming: boolean;
}

export async function readCandles(sql: Sql, query: CandleQuery): Promise<TurnedOverCandle[]> {
  const rows = await rowsOf<TurnedOverCandle>(sql, candlesIn(query), valuesOf(query));
  return query.end === 'newest' ? rows.reverse() : rows;
}

/** Two texts instead of an object for each candle: less work for Postgres, and a tenth of it for this process. */
export async function readCandleColumns(sql: Sql, query: CandleQuery & { readonly withTurnover?: boolean }): Promise<CandleColumns> {
  const names = query.withTurnover ? [...BESIDE_EACH_OTHER, 'turnover'] : BESIDE_EACH_OTHER;
  const [row] = await rowsOf<ColumnsRow>(sql, `SELECT ${columnsOf(names)} FROM (${candlesIn(query)}) c`, valuesOf(query));
  const times = row?.openTime ? row.openTime.split(',').map(Number) : [];
  const values = row?.values ? row.values.split(',') : [];
  const isNewestFirst = query.end === 'newest';
  const column = (name: string) => every(names.length, values, names.indexOf(name), isNewestFirst);
  return {
    openTime: isNewestFirst ? times.reverse() : times,
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    tradeCount: column('tradeCount').map(Number),
    turnover: query.withTurnover ? column('turnover') : [],
    forming: row?.forming ?? false,
  };
}

interface ColumnsRow {
  readonly openTime: string | null;
  /** Those of the first candle, then those of the second ... */
  readonly values: string | null;
  readonly forming: boolean | null;
}

/** concat_ws takes decimals as they are, where a cast of each to text would make a copy of it. None has a comma in it. */
const BESIDE_EACH_OTHER: readonly string[] = ['open', 'high', 'low', 'close', 'volume', 'tradeCount'];

/** The rows of a sorted subquery reach an aggregate in their order. Only the newest candle can be open. */
function columnsOf(names: readonly string[]): string {
  return `string_agg("openTime"::bigint::text, ',') AS "openTime", NOT bool_and(closed) AS forming,
    string_agg(concat_ws(',', ${names.map((name) => `"${name}"`).join(', ')}), ',') AS "values"`;
}

/** Those at `first`, `first + step` and so on. */
function every(step: number, values: readonly string[], first: number, isReversed: boolean): string[] {
  const count = values.length / step;
  const column = new Array<string>(count);
  for (let place = 0; place < count; place++) {
    column[isReversed ? count - 1 - place : place] = values[place * step + first] ?? '';
  }
  return column;
}

/** A minute is what its row says; a wider candle may have a minute that forms within it. */
function candlesIn({ interval, end }: CandleQuery): string {
  const isMinute = interval === 'ONE_MINUTE';
  return `SELECT ${isMinute ? `${candleColumns('c')}, c.turnover, c.priced` : `${wholeCandle('c')}, greatest(c.priced, f.priced) AS priced`}
     FROM market.candle_rows c ${isMinute ? '' : formingMinute('c')}
     WHERE c.series = (SELECT coalesce(line, id) FROM market.series WHERE symbol = $1 AND source = $2)
       AND c.basis = $3::market.price_basis AND c."interval" = $4::market.candle_interval
       AND c.open_time >= coalesce(${timestampOf('$5')}, '-infinity')
       AND c.open_time < coalesce(${timestampOf('$6')}, 'infinity')
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
     JOIN market.series s ON s.symbol = t.symbol AND s.source = t.source
     JOIN market.series c ON c.id = coalesce(s.line, s.id)
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
