export type { CandleInput } from './candle-input.ts';
export { defaultPeriods, type IndicatorKind, indicatorKinds, MAX_PERIOD } from './indicator-kind.ts';
export { indicatorOfCloses, indicatorSeries } from './indicator-series.ts';
export { type IndicatorStream, openIndicator } from './indicator-stream.ts';
export { logReturns, standardDeviation } from './returns.ts';
