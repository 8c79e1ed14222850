import { expect, it } from 'vitest';
import { QuoteFold } from '../../src/domain/quote-fold.ts';
import { instrument, trade } from '../market-bench.ts';

const at = (time: string) => Date.parse(`2013-10-${time}Z`);
let key = 0;
const told = (time: string, price: string, conditions: string | null = null, size = '1') => ({
  ...trade('SPY', ++key, at(time), price, size),
  conditions,
});
const formT = 'P 2000';

function quoteOf(...trades: ReturnType<typeof told>[]) {
  const fold = new QuoteFold(instrument('SPY'));
  for (const one of trades) fold.addTrade(one);
  return fold.quote();
}

const friday = [told('04T19:59:00', '100'), told('04T20:30:00', '70', formT)];
const early = told('07T12:00:00', '90', formT, '5');
const session = [told('07T13:30:00', '101'), told('07T19:00:00', '103')];
const late = told('07T21:00:00', '60', formT, '2');

it('before the opening the price follows what counts for volume only', () => {
  expect(quoteOf(...friday, early)).toMatchObject({ price: '90', open: '90', previousClose: '100', volume: '5', priced: 0 });
});

it("the session's trades set the day's prices anew, and nothing after the close moves them", () => {
  const quote = quoteOf(...friday, early, ...session, late);
  expect(quote).toMatchObject({ price: '103', open: '101', high: '103', low: '101', previousClose: '100', volume: '9' });
  expect(quote).not.toHaveProperty('priced');
  expect(quote?.asOf).toBe(late.occurredAt);
});

it('the order of receipt changes nothing of it', () => {
  const inOrder = quoteOf(...friday, early, ...session, late);
  expect(quoteOf(early, late, ...friday.toReversed(), ...session.toReversed())).toEqual(inOrder);
  expect(quoteOf(late, ...session, early, ...friday)).toEqual(inOrder);
});

it('a restart before the opening still knows that the prices give way to those of the session', () => {
  const before = quoteOf(...friday, early);
  const fold = new QuoteFold(instrument('SPY'));
  if (before) fold.restore(before);
  for (const one of [...session, late]) fold.addTrade(one);
  expect(fold.quote()).toEqual(quoteOf(...friday, early, ...session, late));
});

const report = (time: string, price: string) => told(time, price, 'P 1000000', '1000000');

it('official reports are a price, without a day and without volume, until anything else is known', () => {
  const reports = [report('07T12:00:00', '55'), report('07T12:00:01', '56')];
  const alone = quoteOf(...reports);
  expect(alone).toMatchObject({ price: '56', open: null, volume: '0', priced: 0, asOf: reports[1]?.occurredAt });
  expect(quoteOf(...reports.toReversed())).toEqual(alone);
  expect(quoteOf(...reports, ...session)).toEqual(quoteOf(...session));
  const fold = new QuoteFold(instrument('SPY'));
  if (alone) fold.restore(alone);
  expect(fold.quote()).toEqual(alone);
  fold.addQuote({ symbol: 'SPY', key: ++key, bid: '57', ask: '58', occurredAt: at('07T12:00:02') });
  expect(fold.quote()).toMatchObject({ price: '57', bid: '57' });
  expect(fold.quote()).not.toHaveProperty('priced');
  for (const one of session) fold.addTrade(one);
  expect(fold.quote()).toMatchObject({ price: '103', open: '101', previousClose: null, volume: '2' });
});

it('official reports move nothing', () => {
  expect(quoteOf(...session, told('07T20:00:00', '55', 'P 1000000', '1000000'))).toEqual(quoteOf(...session));
});
