import { defaultPeriods, type IndicatorKind, indicatorKinds, indicatorSeries, MAX_PERIOD } from '@marketgraph/indicators';
import type { Candle } from './candle.ts';

export { type IndicatorKind, indicatorKinds, MAX_PERIOD };

export interface IndicatorPoint {
  readonly openTime: number;
  readonly value: number;
}

/** Averages that remember everything need this many periods before the first value asked for until the start no longer shows. */
const WARM_UP_PERIODS = 10;

export function isPeriod(period: number): boolean {
  return Number.isInteger(period) && period >= 1 && period <= MAX_PERIOD;
}

/** How many candles the newest `last` values are calculated from. VWAP begins with the first one shown. */
export function candlesNeeded(kind: IndicatorKind, period: number | null, last: number): number {
  if (kind === 'VWAP') return last;
  return last + WARM_UP_PERIODS * (period ?? defaultPeriods[kind]);
}

/** Aligned to the candles' open times, oldest first; empty until there are enough candles. */
export function indicatorPoints(kind: IndicatorKind, candles: readonly Candle[], period: number | null, last: number): IndicatorPoint[] {
  const inputs = candles.map(({ high, low, close, volume }) => ({
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  }));
  const values = indicatorSeries(kind, inputs, period ?? undefined);
  const points = candles.flatMap(({ openTime }, index) => {
    const value = values[index];
    return value === null || value === undefined ? [] : [{ openTime, value }];
  });
  return points.slice(-last);
}
