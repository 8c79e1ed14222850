import type { Interval } from '@marketgraph/vocabulary';
import type { StoredCandle } from '../domain/candle-drift.ts';
import type { CandlePart } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { ms, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** Times in ms, [from, to). */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The rows themselves, without the minute that forms within them. */
export function readStoredCandles(
  sql: Sql,
  series: number,
  intervals: readonly Interval[],
  { from, to }: TimeRange,
): Promise<StoredCandle[]> {
  return rowsOf<StoredCandle>(
    sql,
    `SELECT basis, "interval", ${ms('open_time')} AS "openTime", ${ms('close_time')} AS "closeTime", open, high, low, close, volume, turnover,
       trade_count AS "tradeCount", closed, from_bids AS "fromBids", priced, ${ms('open_at')} AS "openAt",
       open_key::double precision AS "openKey", ${ms('close_at')} AS "closeAt", close_key::double precision AS "closeKey"
     FROM market.candle_rows
     WHERE series = $1 AND "interval" = ANY($2::market.candle_interval[])
       AND open_time >= ${timestampOf('$3')}
       AND open_time < ${timestampOf('$4')}
     ORDER BY "interval", basis, open_time`,
    [series, texts(intervals), from, to],
  );
}

export function partOf(stored: StoredCandle): CandlePart {
  const [volume, turnover] = [new DecimalSum(), new DecimalSum()];
  volume.add(stored.volume);
  turnover.add(stored.turnover);
  return { ...stored, volume, turnover };
}
