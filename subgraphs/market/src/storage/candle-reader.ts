import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import type { RecordedCandle } from '../domain/candle.ts';
import { formingMinute, wholeCandle } from './candle-columns.ts';
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

export async function readCandles(sql: Sql, query: CandleQuery): Promise<TurnedOverCandle[]> {
  const direction = query.end === 'newest' ? 'DESC' : 'ASC';
  const rows = await rowsOf<TurnedOverCandle>(
    sql,
    `SELECT ${wholeCandle('c')} FROM market.candle_rows c ${formingMinute('c')}
     WHERE c.series = (SELECT id FROM market.series WHERE symbol = $1 AND source = $2)
       AND c.basis = $3::market.price_basis AND c."interval" = $4::market.candle_interval
       AND c.open_time >= coalesce(to_timestamp($5::double precision / 1000.0::double precision), '-infinity')
       AND c.open_time < coalesce(to_timestamp($6::double precision / 1000.0::double precision), 'infinity')
     ORDER BY c.open_time ${direction} LIMIT $7`,
    [query.symbol, query.source, query.basis, query.interval, query.from ?? null, query.to ?? null, query.limit],
  );
  return query.end === 'newest' ? rows.reverse() : rows;
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
