import type { Interval } from '@marketgraph/vocabulary';
import { candleColumns } from './candle-columns.ts';
import type { ChangedCandle } from './candle-writer.ts';
import { instants, ms, numbers, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** Of candles of LAST that open at these times, those that are there. */
export async function knownOpenTimes(sql: Sql, series: number, interval: Interval, openTimes: readonly number[]): Promise<Set<number>> {
  const rows = await rowsOf<{ openTime: number }>(
    sql,
    `SELECT ${ms('c.open_time')} AS "openTime" FROM unnest($3::double precision[]) AS t(open_time)
     JOIN market.candle_rows c ON c.series = $1 AND c."interval" = $2::market.candle_interval AND c.basis = 'LAST'
       AND c.open_time = ${timestampOf('t.open_time')}`,
    [series, interval, instants(openTimes)],
  );
  return new Set(rows.map(({ openTime }) => openTime));
}

/** Which candle of LAST. */
export interface ToldCandle {
  readonly series: number;
  readonly interval: Interval;
  readonly openTime: number;
}

/** Of these, the ones that are closed, as they stand now. */
export async function closedCandles(sql: Sql, told: readonly ToldCandle[]): Promise<ChangedCandle[]> {
  if (told.length === 0) return [];
  return rowsOf<ChangedCandle>(
    sql,
    `SELECT c.series, ${candleColumns('c')}
     FROM unnest($1::integer[], $2::market.candle_interval[], $3::double precision[]) AS t(series, "interval", open_time)
     JOIN market.candle_rows c ON c.series = t.series AND c."interval" = t."interval" AND c.basis = 'LAST'
       AND c.open_time = ${timestampOf('t.open_time')}
     WHERE c.closed`,
    [
      numbers(told.map(({ series }) => series)),
      texts(told.map(({ interval }) => interval)),
      instants(told.map(({ openTime }) => openTime)),
    ],
  );
}
