import { expect, it } from 'vitest';
import type { AdjustableCandle } from '../../src/domain/adjust-candles.ts';
import { joinCandles } from '../../src/domain/continuous-history.ts';

function day(openTime: number, prices: string, given: Partial<AdjustableCandle> = {}): AdjustableCandle {
  const [open = '', high = '', low = '', close = ''] = prices.split(' ');
  const times = { openTime, closeTime: openTime + 86_400_000 };
  return {
    interval: 'ONE_DAY',
    basis: 'LAST',
    ...times,
    open,
    high,
    low,
    close,
    volume: '1.5',
    tradeCount: 2,
    closed: true,
    revision: 0,
    ...given,
  };
}

it('histories under two symbols are one, oldest first, with both parts of a day in which the symbol changed', () => {
  const old = [day(0, '1 2 1 2'), day(86_400_000, '2 5 2 3', { turnover: '4', revision: 1 })];
  const next = [day(86_400_000, '3 4 1 4', { turnover: '6', volume: '2', closed: false }), day(172_800_000, '4 4 4 4')];
  expect(joinCandles([old, next])).toEqual([
    old[0],
    day(86_400_000, '2 5 1 4', { turnover: '10', volume: '3.5', tradeCount: 4, closed: false, revision: 1 }),
    next[1],
  ]);
});

it('prices that count prevail over those of volume alone', () => {
  const joined = joinCandles([[day(0, '9 9 9 9', { priced: 0 })], [day(0, '3 4 1 4', { priced: 2 })]]);
  expect(joined).toEqual([day(0, '3 4 1 4', { priced: 2, volume: '3.0', tradeCount: 4 })]);
});
