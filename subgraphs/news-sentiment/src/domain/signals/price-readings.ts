import { indicatorOfCloses, logReturns, standardDeviation } from '@marketgraph/indicators';

/** What the closes of the last hours say; each is null while there are too few of them. */
export interface PriceReadings {
  readonly rsi: number | null;
  /** MACD minus its signal line, in per cent of the price, so that instruments compare. */
  readonly macdPercent: number | null;
  readonly momentumPercent: number | null;
  /** Deviation of one step from close to close, in per cent. */
  readonly stepPercent: number | null;
}

/** One minute each, oldest first. */
export const CLOSES_NEEDED = 120;
export const MOMENTUM_STEPS = 30;
const FEWEST_STEPS = 10;
const VOLATILITY_STEPS = 60;

export function readPrices(closes: readonly number[]): PriceReadings {
  const deviation = standardDeviation(logReturns(closes.slice(-VOLATILITY_STEPS - 1)));
  const stepPercent = deviation !== null && deviation > 0 && closes.length > FEWEST_STEPS ? deviation * 100 : null;
  return { rsi: indicatorOfCloses('RSI', closes, 14), macdPercent: macdOf(closes), momentumPercent: momentumOf(closes), stepPercent };
}

function macdOf(closes: readonly number[]): number | null {
  const macd = indicatorOfCloses('MACD', closes);
  const signal = indicatorOfCloses('MACD_SIGNAL', closes);
  const last = closes.at(-1) ?? 0;
  return macd === null || signal === null || last === 0 ? null : ((macd - signal) / last) * 100;
}

function momentumOf(closes: readonly number[]): number | null {
  const steps = Math.min(MOMENTUM_STEPS, closes.length - 1);
  const before = closes.at(-1 - steps) ?? 0;
  return steps < FEWEST_STEPS || before === 0 ? null : ((closes.at(-1) ?? 0) / before - 1) * 100;
}
