import { describe, expect, it } from 'vitest';
import { CandlePace, type PacedCandle } from '../../src/domain/candle-pace.ts';

const minute: PacedCandle = { symbol: 'SPY', source: 'lean', basis: 'LAST', interval: 'ONE_MINUTE', closed: false };

describe('the pace of candles', () => {
  it('tells every change of the forming minute', () => {
    const pace = new CandlePace();
    expect([0, 1, 2].map((now) => pace.tells(minute, now))).toEqual([true, true, true]);
  });

  it('tells a forming hour every five seconds', () => {
    const pace = new CandlePace();
    const hour: PacedCandle = { ...minute, interval: 'ONE_HOUR' };
    expect([0, 4_999, 5_000, 5_001].map((now) => pace.tells(hour, now))).toEqual([true, false, true, false]);
  });

  it('tells a candle that closes at once, whenever its forming was told', () => {
    const pace = new CandlePace();
    const bids: PacedCandle = { ...minute, basis: 'BID' };
    pace.tells(bids, 0);
    expect(pace.tells({ ...bids, closed: true }, 1)).toBe(true);
  });

  it('paces each symbol by itself', () => {
    const pace = new CandlePace();
    const hour: PacedCandle = { ...minute, interval: 'ONE_HOUR' };
    expect([pace.tells(hour, 0), pace.tells({ ...hour, symbol: 'IBM' }, 1)]).toEqual([true, true]);
  });
});
