import * as textbook from 'indicatorts';
import * as charts from 'technicalindicators';
import { describe, expect, test } from 'vitest';
import { type CandleInput, type IndicatorKind, indicatorSeries } from '../src/index.ts';
import { shapedCandles } from './shaped-candles.ts';

/** Of the price (of RSI: in points): what is left between two ways to add the same floating-point numbers. */
const ROUNDING = 1e-9;

interface Comparison {
  readonly kind: IndicatorKind;
  readonly period: number;
  /** One value per candle from its first on; the end of the series is the end of the candles. */
  readonly other: (candles: readonly CandleInput[], period: number) => readonly number[];
  /** Averages that begin differently must agree from this candle on, to within `within` of the price. */
  readonly from?: number;
  readonly within?: number;
}

const closes = (candles: readonly CandleInput[]) => candles.map(({ close }) => close);
const columns = (candles: readonly CandleInput[]) => ({
  high: candles.map(({ high }) => high),
  low: candles.map(({ low }) => low),
  close: closes(candles),
  volume: candles.map(({ volume }) => volume),
});
const bands = (candles: readonly CandleInput[], period: number) =>
  charts.BollingerBands.calculate({ values: closes(candles), period, stdDev: 2 });
const macd = (candles: readonly CandleInput[], slow: number) =>
  textbook.macd(closes(candles), { fast: (slow * 12) / 26, slow, signal: (slow * 9) / 26 });

const comparisons: Comparison[] = [
  { kind: 'SMA', period: 20, other: (candles, period) => charts.SMA.calculate({ values: closes(candles), period }) },
  { kind: 'EMA', period: 20, other: (candles, period) => textbook.ema(closes(candles), { period }) },
  // Begun with a mean of the first closes instead of the first close: (1 - 2/21)^200 of the difference is left.
  {
    kind: 'EMA',
    period: 20,
    other: (candles, period) => charts.EMA.calculate({ values: closes(candles), period }),
    from: 220,
    within: 1e-7,
  },
  // Rounded to two digits there.
  { kind: 'RSI', period: 14, other: (candles, period) => charts.RSI.calculate({ values: closes(candles), period }), within: 0.0051 },
  { kind: 'RSI', period: 14, other: (candles, period) => textbook.rsi(closes(candles), { period }), from: 300, within: 1e-6 },
  { kind: 'ATR', period: 14, other: (candles, period) => charts.ATR.calculate({ ...columns(candles), period }), from: 300, within: 1e-7 },
  { kind: 'MACD', period: 26, other: (candles, period) => macd(candles, period).macdLine },
  { kind: 'MACD', period: 52, other: (candles, period) => macd(candles, period).macdLine },
  { kind: 'MACD_SIGNAL', period: 26, other: (candles, period) => macd(candles, period).signalLine, from: 200, within: 1e-7 },
  { kind: 'BOLLINGER_UPPER', period: 20, other: (candles, period) => bands(candles, period).map(({ upper }) => upper), within: 1e-7 },
  { kind: 'BOLLINGER_LOWER', period: 20, other: (candles, period) => bands(candles, period).map(({ lower }) => lower), within: 1e-7 },
  { kind: 'VWAP', period: 1, other: (candles) => charts.VWAP.calculate(columns(candles)) },
];

describe.each(shapedCandles)('Over $name', ({ candles }) => {
  test.each(comparisons)('$kind of period $period agrees with another library from candle $from on', (comparison) => {
    const { kind, period, other, from = 0, within = ROUNDING } = comparison;
    const ours = indicatorSeries(kind, candles, period);
    const theirs = other(candles, period);
    const offset = candles.length - theirs.length;
    let compared = 0;
    for (const [index, value] of ours.entries()) {
      const second = theirs[index - offset];
      if (value === null || second === undefined || index < from) continue;
      // RSI is a number of 0 to 100, all others are prices.
      const scale = kind === 'RSI' ? 1 : Math.abs(candles[index]?.close ?? 1);
      expect(Math.abs(value - second) / scale, `candle ${index}: ${value} and ${second}`).toBeLessThanOrEqual(within);
      compared++;
    }
    expect(compared).toBeGreaterThan(candles.length / 3);
  });
});

test.each(['SMA', 'EMA', 'RSI', 'MACD', 'BOLLINGER_UPPER', 'ATR'] as const)(
  '%s has its first value where another library has it',
  (kind) => {
    const candles = shapedCandles[0]?.candles ?? [];
    const period = 20;
    const lengths = {
      SMA: charts.SMA.calculate({ values: closes(candles), period }).length,
      EMA: charts.EMA.calculate({ values: closes(candles), period }).length,
      RSI: charts.RSI.calculate({ values: closes(candles), period }).length,
      MACD: candles.length - period + 1,
      BOLLINGER_UPPER: bands(candles, period).length,
      ATR: candles.length - period + 1,
    };
    expect(indicatorSeries(kind, candles, period).filter((value) => value !== null)).toHaveLength(lengths[kind]);
  },
);
