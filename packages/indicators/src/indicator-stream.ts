import { ATR, BollingerBands, EMA, MACD, RSI, SMA, VWAP, WSMA } from 'trading-signals';
import type { CandleInput } from './candle-input.ts';
import { defaultPeriods, type IndicatorKind, MAX_PERIOD } from './indicator-kind.ts';

/** One indicator fed candle by candle. Both answer null until there are enough candles. */
export interface IndicatorStream {
  /** A candle that is complete. */
  add(candle: CandleInput): number | null;
  /** The last candle once more, as it now stands: how a forming candle is followed. */
  replace(candle: CandleInput): number | null;
}

/** The shape every class of the library has. */
interface Stepper<Input, Result> {
  update(input: Input, replace: boolean): Result | null;
  readonly isStable: boolean;
}

export function openIndicator(kind: IndicatorKind, period: number = defaultPeriods[kind]): IndicatorStream {
  if (!Number.isInteger(period) || period < 1 || period > MAX_PERIOD) {
    throw new RangeError(`The period of an indicator is a whole number from 1 to ${MAX_PERIOD}, not ${period}.`);
  }
  return makers[kind](period);
}

const close = (candle: CandleInput) => candle.close;
const whole = (candle: CandleInput) => candle;
const value = (result: number) => result;

const makers: Record<IndicatorKind, (period: number) => IndicatorStream> = {
  SMA: (period) => stream(new SMA(period), close, value),
  EMA: (period) => stream(new EMA(period), close, value),
  // Wilder's own smoothing, which is what charts call RSI and ATR.
  RSI: (period) => stream(new RSI(period, WSMA), close, value),
  ATR: (period) => stream(new ATR(period, WSMA), whole, value),
  MACD: (period) => stream(macd(period), close, (result) => result.macd),
  MACD_SIGNAL: (period) => {
    const stepper = macd(period);
    return stream(stepper, close, (result) => (stepper.signal.isStable ? result.signal : Number.NaN));
  },
  BOLLINGER_UPPER: (period) => stream(new BollingerBands(period, 2), close, (result) => result.upper),
  BOLLINGER_LOWER: (period) => stream(new BollingerBands(period, 2), close, (result) => result.lower),
  VWAP: () => carried(stream(new VWAP(), whole, value)),
};

/** 12, 26 and 9 in proportion: a period of 52 gives 24, 52 and 18. */
function macd(period: number): MACD {
  const scaled = (length: number) => Math.max(1, Math.round((length * period) / 26));
  return new MACD(new EMA(scaled(12)), new EMA(period), new EMA(scaled(9)));
}

function stream<Input, Result>(
  stepper: Stepper<Input, Result>,
  input: (candle: CandleInput) => Input,
  output: (result: Result) => number,
): IndicatorStream {
  const step = (candle: CandleInput, replace: boolean) => {
    const result = stepper.update(input(candle), replace);
    // Some classes answer before they have seen a whole period: such a value would change with the start of the series.
    if (result === null || !stepper.isStable) return null;
    const number = output(result);
    return Number.isFinite(number) ? number : null;
  };
  return { add: (candle) => step(candle, false), replace: (candle) => step(candle, true) };
}

/** A candle without volume has no answer of its own: the last one stands. */
function carried(inner: IndicatorStream): IndicatorStream {
  let last: number | null = null;
  const keep = (value: number | null) => {
    last = value ?? last;
    return last;
  };
  return { add: (candle) => keep(inner.add(candle)), replace: (candle) => keep(inner.replace(candle)) };
}
