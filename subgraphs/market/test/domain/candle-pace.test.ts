import { describe, expect, it } from 'vitest';
import { CandlePace } from '../../src/domain/candle-pace.ts';

const last = { series: 1, basis: 'LAST' } as const;

describe('the pace of candles', () => {
  it('tells every change of the forming minute', () => {
    const pace = new CandlePace();
    expect([0, 1, 2].map((now) => pace.tells(last, now))).toEqual([true, true, true]);
  });

  it('tells the longer candles that form every five seconds', () => {
    const pace = new CandlePace();
    expect([0, 4_999, 5_000, 5_001].map((now) => pace.widerDue(last, now))).toEqual([true, false, true, false]);
  });

  it('tells bids and asks every fifteen seconds', () => {
    const pace = new CandlePace();
    const bids = { series: 1, basis: 'BID' } as const;
    expect([0, 14_999, 15_000].map((now) => [pace.tells(bids, now), pace.widerDue(bids, now)])).toEqual([
      [true, true],
      [false, false],
      [true, true],
    ]);
  });

  it('paces each series by itself', () => {
    const pace = new CandlePace();
    expect([pace.widerDue(last, 0), pace.widerDue({ ...last, series: 2 }, 1)]).toEqual([true, true]);
  });
});
