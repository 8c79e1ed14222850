import type { CandleInput } from './candle-input.ts';
import type { IndicatorKind } from './indicator-kind.ts';
import { openIndicator } from './indicator-stream.ts';

/** One entry per candle, oldest first; null while there are not yet enough candles before it. */
export function indicatorSeries(kind: IndicatorKind, candles: readonly CandleInput[], period?: number): (number | null)[] {
  const stream = openIndicator(kind, period);
  return candles.map((candle) => stream.add(candle));
}

/** The newest value over closes alone; null when there are too few, or when the indicator needs highs, lows or volumes. */
export function indicatorOfCloses(kind: IndicatorKind, closes: readonly number[], period?: number): number | null {
  if (kind === 'ATR' || kind === 'VWAP') return null;
  const candles = closes.map((close) => ({ high: close, low: close, close, volume: 0 }));
  return indicatorSeries(kind, candles, period).at(-1) ?? null;
}
