import { expect, it } from 'vitest';
import { CandleFold } from '../../src/domain/candle-fold.ts';
import { effectOf } from '../../src/domain/sale-conditions.ts';

const all = { priced: 2, volume: true, ignored: false };
const range = { priced: 1, volume: true, ignored: false };
const volume = { priced: 0, volume: true, ignored: false };
const nothing = { priced: 0, volume: false, ignored: true };

it('a trade without conditions, or with some that no table knows, counts fully', () => {
  for (const text of [null, undefined, '', 'X', 'P', 'D', 'some venue says', 'cta:?']) expect(effectOf(text)).toEqual(all);
});

it.each([
  ['P 1', all],
  ['Q 20000020', all],
  ['N 40', all],
  ['P 2000', volume],
  ['Q 20002020', volume],
  ['D 20100000', volume],
  ['D 4800', range],
  ['M 20040200', range],
  ['D 20100200', volume],
  ['D 6004', volume],
  ['P 1000000', nothing],
  ['Q 4000000', nothing],
  ['D 80000001', volume],
  ['flags:2000', volume],
] as const)('the flags %s count as the tapes say', (text, effect) => {
  expect(effectOf(text)).toEqual(effect);
});

it.each([
  ['cta:@', all],
  ['N cta:F', all],
  ['cta:B', volume],
  ['utp:B', all],
  ['Q utp:@FTI', volume],
  ['utp:@4', range],
  ['utp:Z', range],
  ['Q utp:M', nothing],
  ['cta:9', { priced: 2, volume: false, ignored: false }],
] as const)('the letters %s count as their tape says', (text, effect) => {
  expect(effectOf(text)).toEqual(effect);
});

const minute = Date.UTC(2013, 9, 7, 13, 30);
let key = 0;
const trade = (price: string, size: string, conditions: string | null = null) => ({ at: minute, key: ++key, price, size, conditions });

function candleOf(...trades: ReturnType<typeof trade>[]) {
  const fold = new CandleFold('LAST');
  for (const one of trades) fold.add(one);
  return fold.parts().map(({ priced, open, high, low, close, volume, turnover, tradeCount }) => ({
    ...{ priced, open, high, low, close, tradeCount },
    ...{ volume: String(volume), turnover: String(turnover) },
  }));
}

it('what counts for volume only leaves the prices to the others, whichever comes first', () => {
  const others = [trade('90', '5', 'P 2000'), trade('120', '7', 'D 20100000')];
  const candle = { priced: 2, open: '100', high: '102', low: '100', close: '102', volume: '15', turnover: '1594', tradeCount: 4 };
  expect(candleOf(...others, trade('100', '1'), trade('102', '2'))).toEqual([candle]);
  expect(candleOf(trade('100', '1'), ...others, trade('102', '2'))).toEqual([candle]);
});

it('has the prices of what counts for volume only as long as there is nothing else', () => {
  expect(candleOf(trade('90', '5', 'P 2000'), trade('91', '1', 'P 2000'))).toMatchObject([
    { priced: 0, open: '90', high: '91', close: '91' },
  ]);
});

it('takes high and low, but neither open nor close, of a trade out of sequence', () => {
  const late = trade('130', '1', 'D 4800');
  expect(candleOf(trade('100', '1'), trade('101', '1'), late)).toMatchObject([{ priced: 2, open: '100', high: '130', close: '101' }]);
  expect(candleOf(trade('90', '5', 'P 2000'), late)).toMatchObject([{ priced: 1, open: '130', high: '130', low: '130', close: '130' }]);
});

it('an official close is no trade of any candle', () => {
  expect(candleOf(trade('100', '3166418', 'P 1000000'))).toEqual([]);
});
