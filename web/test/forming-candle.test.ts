import { describe, expect, it } from 'vitest';
import { newestCandle, withPrice } from '../src/charts/forming-candle.ts';

const candle = { openTime: '2026-11-20T14:05:00.000Z', open: '10', high: '11', low: '9.5', close: '10.2', volume: '70' };

describe('the forming candle', () => {
  it('closes at the newest price and stretches to it', () => {
    const asOf = '2026-11-20T14:07:30.000Z';
    expect(withPrice(candle, { price: '10.9', asOf }, 'FIVE_MINUTES')).toEqual({ ...candle, close: '10.9' });
    expect(withPrice(candle, { price: '100.5', asOf }, 'FIVE_MINUTES')).toEqual({ ...candle, high: '100.5', close: '100.5' });
    expect(withPrice(candle, { price: '9.25', asOf }, 'FIVE_MINUTES')).toEqual({ ...candle, low: '9.25', close: '9.25' });
  });

  it('stays as it is under its own close, and under a price from before it', () => {
    expect(withPrice(candle, { price: '10.20', asOf: '2026-11-20T14:07:30.000Z' }, 'FIVE_MINUTES')).toBe(candle);
    expect(withPrice(candle, { price: '12', asOf: '2026-11-20T14:04:59.999Z' }, 'FIVE_MINUTES')).toBe(candle);
  });

  it('gives way to the next one at a price after its end', () => {
    const next = { open: '10.9', high: '10.9', low: '10.9', close: '10.9', volume: '0' };
    expect(withPrice(candle, { price: '10.9', asOf: '2026-11-20T14:10:00.000Z' }, 'FIVE_MINUTES')).toEqual({
      openTime: '2026-11-20T14:10:00.000Z',
      ...next,
    });
    expect(withPrice(candle, { price: '10.9', asOf: '2026-11-20T14:21:40.000Z' }, 'FIVE_MINUTES').openTime).toBe(
      '2026-11-20T14:20:00.000Z',
    );
  });

  it('leaves the next day to the server, who knows the venue', () => {
    expect(withPrice(candle, { price: '10.9', asOf: '2026-11-21T14:05:00.000Z' }, 'ONE_DAY')).toBe(candle);
  });

  it('is replaced by what the server tells of it, not by a correction of an older one', () => {
    const told = { ...candle, close: '10.4' };
    expect(newestCandle(candle, told)).toBe(told);
    expect(newestCandle(candle, { ...told, openTime: '2026-11-20T14:00:00.000Z' })).toBe(candle);
    expect(newestCandle(null, told)).toBe(told);
  });
});
