import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CandleInput, defaultPeriods, indicatorKinds, indicatorSeries, MAX_PERIOD } from '../src/index.ts';

const flat = (close: number, count: number, volume = 1): CandleInput[] =>
  Array.from({ length: count }, () => ({ high: close, low: close, close, volume }));

const price = fc.double({ min: 1e-8, max: 1e9, noNaN: true });
const candle = fc.record({
  high: price,
  low: price,
  close: price,
  volume: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e12, noNaN: true })),
});

describe('An indicator', () => {
  test.each(indicatorKinds.filter((kind) => kind !== 'VWAP'))('%s has no value while there are too few candles', (kind) => {
    expect(indicatorSeries(kind, flat(100, defaultPeriods[kind] - 1))).toEqual(Array(defaultPeriods[kind] - 1).fill(null));
    expect(indicatorSeries(kind, [])).toEqual([]);
  });

  test.each(indicatorKinds)('%s is a finite number or none, whatever the prices and volumes are', (kind) => {
    fc.assert(
      fc.property(fc.array(candle, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (candles, period) => {
        for (const value of indicatorSeries(kind, candles, period)) expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });

  test.each(indicatorKinds)('%s takes the shortest and the longest period', (kind) => {
    const candles = flat(10, 2 * MAX_PERIOD + 20);
    expect(indicatorSeries(kind, candles, 1).at(-1)).not.toBeUndefined();
    expect(indicatorSeries(kind, candles, MAX_PERIOD).at(-1)).not.toBeNull();
  });

  test.each([
    ['SMA', 100],
    ['EMA', 100],
    ['MACD', 0],
    ['MACD_SIGNAL', 0],
    ['BOLLINGER_UPPER', 100],
    ['BOLLINGER_LOWER', 100],
    ['ATR', 0],
    ['VWAP', 100],
  ] as const)('%s of a price that never moves is %d', (kind, expected) => {
    expect(indicatorSeries(kind, flat(100, 60)).at(-1)).toBeCloseTo(expected, 9);
  });

  test('RSI lies between 0 and 100, with 0 in a market that only falls', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 3, maxLength: 60 }), (closes) => {
        const candles = closes.map((close) => ({ high: close, low: close, close, volume: 1 }));
        for (const value of indicatorSeries('RSI', candles, 2)) expect(value === null || (value >= 0 && value <= 100)).toBe(true);
      }),
    );
    expect(
      indicatorSeries(
        'RSI',
        [5, 4, 3, 2].map((close) => ({ high: close, low: close, close, volume: 1 })),
        3,
      ).at(-1),
    ).toBe(0);
  });

  test('RSI of a price that never moves is 100, as charts draw it: nothing was lost', () => {
    expect(indicatorSeries('RSI', flat(100, 60)).at(-1)).toBe(100);
  });

  test('VWAP has no value before anything was traded', () => {
    expect(indicatorSeries('VWAP', [...flat(10, 2, 0), ...flat(20, 1, 5), ...flat(30, 1, 0)])).toEqual([null, null, 20, 20]);
  });

  test('goes over a gap in time as over any other candle: only closes follow each other', () => {
    const before = flat(100, 20);
    const after = flat(130, 20);
    const series = indicatorSeries('SMA', [...before, ...after], 20);
    expect([series[19], series[29], series[39]]).toEqual([100, 115, 130]);
    // The true range of the first candle behind the gap reaches back to the close before it.
    expect(indicatorSeries('ATR', [...before, ...after], 14)[20]).toBeCloseTo(30 / 14, 9);
  });
});
