import { compareDecimals, DAY_MS, type Interval, intervalMs } from '@marketgraph/vocabulary';
import type { CandlePoint } from './candle-points.ts';

export interface PriceNow {
  readonly price: string;
  readonly asOf: string;
}

/** The server's word replaces what was known, but a correction of the past does not replace the candle that forms. */
export function newestCandle(known: CandlePoint | null, told: CandlePoint): CandlePoint {
  return known && Date.parse(told.openTime) < Date.parse(known.openTime) ? known : told;
}

/**
 * The forming candle as it is with the newest price. Longer candles are told every few seconds only, prices several times a
 * second. The same candle is returned where the price changes nothing.
 */
export function withPrice(candle: CandlePoint, { price, asOf }: PriceNow, interval: Interval): CandlePoint {
  const since = Date.parse(asOf) - Date.parse(candle.openTime);
  if (since < 0 || compareDecimals(price, candle.close) === 0) return candle;
  if (since >= intervalMs[interval]) return nextCandle(candle, since, price, interval);
  const high = compareDecimals(price, candle.high) > 0 ? price : candle.high;
  const low = compareDecimals(price, candle.low) < 0 ? price : candle.low;
  return { ...candle, high, low, close: price };
}

/** Another price after the end opens the next candle. Days and longer follow the calendar of a venue, which the server knows. */
function nextCandle(candle: CandlePoint, since: number, price: string, interval: Interval): CandlePoint {
  const length = intervalMs[interval];
  if (length >= DAY_MS) return candle;
  const openTime = new Date(Date.parse(candle.openTime) + Math.floor(since / length) * length).toISOString();
  return { openTime, open: price, high: price, low: price, close: price, volume: '0' };
}
