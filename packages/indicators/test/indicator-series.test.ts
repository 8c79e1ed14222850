import { describe, expect, test } from 'vitest';
import { type CandleInput, indicatorOfCloses, indicatorSeries, openIndicator } from '../src/index.ts';

const flat = (closes: readonly number[]): CandleInput[] => closes.map((close) => ({ high: close, low: close, close, volume: 1 }));
const rounded = (values: readonly (number | null)[], digits: number) =>
  values.map((value) => (value === null ? null : Number(value.toFixed(digits))));

/** The closes of the worked example of RSI that chart schools print, with its published results. */
const rsiCloses = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.614, 46.282, 46.282,
  46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122,
];

describe('indicator series', () => {
  test('a moving average is null until its period is full and then the mean of the last closes', () => {
    expect(indicatorSeries('SMA', flat([1, 2, 3, 4, 8]), 3)).toEqual([null, null, 2, 3, 5]);
  });

  test('an exponential average weighs the newest close by 2 / (period + 1)', () => {
    // Weight 1/2, begun at the first close: 2, 3, 4.5, 6.25.
    expect(indicatorSeries('EMA', flat([2, 4, 6, 8]), 3)).toEqual([null, null, 4.5, 6.25]);
  });

  test('RSI agrees with the published worked example', () => {
    const series = rounded(indicatorSeries('RSI', flat(rsiCloses), 14), 1);
    expect(series.slice(0, 14)).toEqual(Array(14).fill(null));
    expect(series.slice(14)).toEqual([70.5, 66.3, 66.5, 69.4, 66.4, 58.0, 62.9]);
  });

  test('RSI of a market that only rises is 100', () => {
    expect(indicatorOfCloses('RSI', [1, 2, 3, 4, 5], 3)).toBe(100);
  });

  test('MACD is the fast average minus the slow one', () => {
    const closes = Array.from({ length: 60 }, (_, index) => 100 + index);
    const fast = indicatorSeries('EMA', flat(closes), 12).at(-1) ?? 0;
    const slow = indicatorSeries('EMA', flat(closes), 26).at(-1) ?? 0;
    expect(indicatorOfCloses('MACD', closes)).toBeCloseTo(fast - slow, 10);
  });

  test('the signal line of MACD appears eight candles after MACD itself', () => {
    const closes = Array.from({ length: 40 }, (_, index) => 100 + Math.sin(index));
    const first = (kind: 'MACD' | 'MACD_SIGNAL') => indicatorSeries(kind, flat(closes)).findIndex((value) => value !== null);
    expect(first('MACD')).toBe(25);
    expect(first('MACD_SIGNAL')).toBe(33);
  });

  test('Bollinger bands lie two standard deviations around the mean', () => {
    // Mean 5 and deviation 2 over all eight values: the textbook example.
    const candles = flat([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(indicatorSeries('BOLLINGER_UPPER', candles, 8).at(-1)).toBeCloseTo(9, 10);
    expect(indicatorSeries('BOLLINGER_LOWER', candles, 8).at(-1)).toBeCloseTo(1, 10);
  });

  test('ATR follows the true range, gaps included, with the smoothing of its inventor', () => {
    const candles = [
      { high: 10, low: 8, close: 9, volume: 1 },
      { high: 12, low: 11, close: 12, volume: 1 },
      { high: 13, low: 9, close: 10, volume: 1 },
    ];
    // True ranges 2, 3 (a gap from 9 to 12) and 4: mean of the first two 2.5, then (2.5 + 4) / 2.
    expect(indicatorSeries('ATR', candles, 2)).toEqual([null, 2.5, 3.25]);
  });

  test('VWAP weighs typical prices by volume and stays where it is while nothing trades', () => {
    const candles = [
      { high: 11, low: 9, close: 10, volume: 1 },
      { high: 21, low: 19, close: 20, volume: 3 },
      { high: 30, low: 30, close: 30, volume: 0 },
    ];
    expect(indicatorSeries('VWAP', candles)).toEqual([10, 17.5, 17.5]);
  });

  test('a forming candle replaces itself without moving the series on', () => {
    const stream = openIndicator('SMA', 2);
    stream.add({ high: 1, low: 1, close: 1, volume: 1 });
    stream.add({ high: 9, low: 9, close: 9, volume: 1 });
    expect(stream.replace({ high: 3, low: 3, close: 3, volume: 1 })).toBe(2);
    expect(stream.add({ high: 5, low: 5, close: 5, volume: 1 })).toBe(4);
  });

  test.each([0, -1, 2.5, 401])('a period of %d is refused', (period) => {
    expect(() => openIndicator('SMA', period)).toThrow(RangeError);
  });
});
