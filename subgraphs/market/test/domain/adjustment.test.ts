import { describe, expect, it } from 'vitest';
import { adjustCandles } from '../../src/domain/adjust-candles.ts';
import { Adjustment, type AdjustmentFactor } from '../../src/domain/adjustment.ts';
import type { RecordedCandle } from '../../src/domain/candle.ts';

const at = (text: string) => Date.parse(text);
const HOUR = 3_600_000;
const NEW_YORK = 'America/New_York';

function factor(date: string, priceFactor: string, splitFactor: string): AdjustmentFactor {
  return { date, priceFactor, splitFactor, referencePrice: '1' };
}

function candle(interval: RecordedCandle['interval'], openTime: number, closeTime: number, prices: string, volume = '100'): RecordedCandle {
  const [open = '', high = '', low = '', close = ''] = prices.split(' ');
  return { interval, basis: 'LAST', openTime, closeTime, open, high, low, close, volume, tradeCount: 4, closed: true, revision: 0 };
}

function day(date: string, prices: string, volume?: string): RecordedCandle {
  const openTime = at(`${date}T04:00:00Z`);
  return candle('ONE_DAY', openTime, openTime + 24 * HOUR, prices, volume);
}

/** A split of 2 for 1 that takes effect on Wednesday 2014-06-11. */
const split = new Adjustment([factor('2014-06-10', '1', '0.5'), factor('2050-12-31', '1', '1')], NEW_YORK);

describe('an adjusted candle', () => {
  it('is the raw one times both factors of the first row dated on its day or later', () => {
    const adjustment = new Adjustment(
      [factor('2014-06-06', '0.9011818', '0.0357143'), factor('2014-08-06', '0.9011818', '0.25')],
      NEW_YORK,
    );
    const [before, after, later] = adjustCandles(
      [
        day('2014-06-06', '650 651.25 644.48 645.57', '12116671'),
        day('2014-06-09', '92.69 93.88 91.75 93.7'),
        day('2014-08-07', '94.92 95.95 94.1 94.48'),
      ],
      adjustment,
    );
    // 645.57 * 0.9011818 * 0.0357143 = 20.7777202...
    expect(before).toMatchObject({ open: '20.920300', close: '20.777720', volume: '339266652' });
    expect(after).toMatchObject({ close: '21.110184', volume: '400' });
    expect(later).toMatchObject({ close: '94.48', volume: '100' });
  });

  it('belongs to the trading day of its venue, in the evening too', () => {
    const minute = (openTime: number) => candle('ONE_MINUTE', openTime, openTime + 60_000, '10 10 10 10');
    const [evening, morning] = adjustCandles([minute(at('2014-06-11T03:59:00Z')), minute(at('2014-06-11T04:00:00Z'))], split);
    expect([evening?.close, morning?.close]).toEqual(['5.000000', '10']);
  });

  it('stays as it is where nothing has happened since, also while it forms', () => {
    const forming = { ...day('2014-06-12', '10 11 9 10.5'), closed: false };
    expect(adjustCandles([forming], split)).toEqual([forming]);
    expect(adjustCandles([forming], new Adjustment([], NEW_YORK))).toEqual([forming]);
  });

  it('keeps as many places as the raw price where it has more than six, and rounds halves away from zero', () => {
    const half = new Adjustment([factor('2050-12-31', '0.5', '1')], 'UTC');
    const [fine] = adjustCandles([day('2014-06-12', '0.00000001 0.1234567 0.000001 3')], half);
    expect(fine).toMatchObject({ open: '0.00000001', high: '0.0617284', low: '0.000001', close: '1.500000' });
  });

  it('has fractions of shares after a reverse split, and whole ones after a split', () => {
    const reverse = new Adjustment([factor('2050-12-31', '1', '8')], 'UTC');
    expect(adjustCandles([day('2014-06-12', '1 1 1 1', '3')], reverse)[0]).toMatchObject({ close: '8.000000', volume: '0.375000' });
    expect(adjustCandles([day('2014-06-10', '1 1 1 1', '3')], split)[0]).toMatchObject({ close: '0.500000', volume: '6' });
  });

  it('has the turnover of what was paid: a split does not change it, a dividend does', () => {
    const both = new Adjustment([factor('2050-12-31', '0.9', '0.5')], 'UTC');
    expect(adjustCandles([{ ...day('2014-06-12', '1 1 1 1'), turnover: '1000' }], both)[0]).toMatchObject({ turnover: '900.000000' });
  });
});

describe('an adjusted week or month', () => {
  const monday = at('2014-06-09T00:00:00Z');
  const week = { ...candle('ONE_WEEK', monday, monday + 7 * 24 * HOUR, '20 24 9 11', '1200'), turnover: '5' };
  const days = [
    day('2014-06-06', '99 99 99 99'),
    day('2014-06-09', '20 24 18 22', '100'),
    day('2014-06-10', '22 23 21 22', '100'),
    day('2014-06-11', '11 12 9 10', '500'),
    day('2014-06-13', '10 11.5 10 11', '500'),
    day('2014-06-16', '99 99 99 99'),
  ].map((one) => ({ ...one, turnover: '1' }));

  it('with a split in it is made of its adjusted days, not of one factor', () => {
    const [adjusted] = adjustCandles([week], split, days);
    expect(adjusted).toMatchObject({
      openTime: monday,
      open: '10.000000',
      high: '12.000000',
      low: '9.000000',
      close: '11',
      volume: '1400',
      turnover: '4.000000',
      tradeCount: 4,
    });
  });

  it('without a split in it has one factor', () => {
    const before = { ...week, openTime: monday - 7 * 24 * HOUR, closeTime: monday };
    expect(adjustCandles([before], split, days)[0]).toMatchObject({ open: '10.000000', high: '12.000000', volume: '2400' });
  });

  it('has the factors of its end where its days are not known', () => {
    expect(adjustCandles([week], split)[0]).toMatchObject({ open: '20', close: '11' });
  });

  it('leaves open and close to days whose prices count', () => {
    const first = days.map((one) => (one.open === '20' ? { ...one, priced: 0 as const } : one));
    expect(adjustCandles([week], split, first)[0]).toMatchObject({ open: '11.000000', high: '12', volume: '1400' });
  });

  it('takes the days whose middle it holds, whatever the zone', () => {
    const sydney = new Adjustment([factor('2014-06-11', '1', '0.5')], 'Australia/Sydney');
    const local = (date: string, price: string) => {
      const openTime = at(`${date}T00:00:00+10:00`);
      return candle('ONE_DAY', openTime, openTime + 24 * HOUR, `${price} ${price} ${price} ${price}`);
    };
    const own = [
      local('2014-06-08', '99'),
      local('2014-06-09', '20'),
      local('2014-06-12', '11'),
      local('2014-06-15', '12'),
      local('2014-06-16', '99'),
    ];
    expect(adjustCandles([week], sydney, own)[0]).toMatchObject({ open: '10.000000', high: '12', close: '12' });
  });
});
