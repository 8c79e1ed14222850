import { parseEvent } from '@marketgraph/events';
import { expect, it } from 'vitest';
import type { FeedDelivery, TradeCorrection } from '../../src/domain/price-feed.ts';
import { QuoteBook } from '../../src/domain/quote-book.ts';
import { pricesReceived } from '../../src/pipeline/ingest-events.ts';
import { instrument, trade } from '../market-bench.ts';

const at = Date.UTC(2013, 9, 7, 14);
const cancel: TradeCorrection = { symbol: 'SPY', key: 9, tradeKey: 1, tradeAt: at, kind: 'CANCEL', price: null, size: null };
const correct: TradeCorrection = { symbol: 'SPY', key: 10, tradeKey: 2, tradeAt: at, kind: 'CORRECT', price: '10.50', size: '7' };

function told(delivery: Partial<FeedDelivery>, book = new QuoteBook([instrument('SPY')])) {
  const whole = { source: 'test', provenance: 'REPLAYED', receivedAt: at + 5, position: '1', trades: [], quotes: [], ...delivery } as const;
  return pricesReceived(whole, book);
}

it('corrections are told with the trades of their symbol, and parse as they were told', () => {
  const [event, ...others] = told({ trades: [trade('SPY', 1, at, '10')], corrections: [cancel, correct] });
  expect(others).toEqual([]);
  expect(event?.payload.corrections).toEqual({
    key: [9, 10],
    tradeKey: [1, 2],
    tradeAt: [at, at],
    kind: ['CANCEL', 'CORRECT'],
    price: [null, '10.50'],
    size: [null, '7'],
  });
  const logged = { ...event, version: 1, publishedAt: at + 9 };
  expect(parseEvent(logged)).toEqual({ event: logged });
});

it('corrections alone are told with the quote as it stands', () => {
  const book = new QuoteBook([instrument('SPY')]);
  const [before] = told({ trades: [trade('SPY', 1, at, '10')] }, book);
  expect(before?.payload).not.toHaveProperty('corrections');
  const [event] = told({ corrections: [cancel] }, book);
  expect(event).toMatchObject({
    occurredAt: at,
    payload: { trades: { key: [] }, quote: before?.payload.quote, corrections: { key: [9] } },
  });
});

it('a quote before the opening says that its prices count for volume only', () => {
  const book = new QuoteBook([instrument('SPY')]);
  const early = { ...trade('SPY', 1, at, '9', '5'), conditions: 'P 2000' };
  expect(told({ trades: [early] }, book)[0]?.payload.quote).toMatchObject({ price: '9', open: '9', volume: '5', priced: 0 });
  const [opened] = told({ trades: [trade('SPY', 2, at + 1, '10', '1')] }, book);
  expect(opened?.payload.quote).toMatchObject({ price: '10', open: '10', low: '10', volume: '6' });
  expect(opened?.payload.quote).not.toHaveProperty('priced');
});

it('a trade that counts for nothing is told even as the first of its symbol, with a quote of its own price', () => {
  const report = { ...trade('SPY', 1, at, '9', '5'), conditions: 'P 1000000' };
  const [event, ...others] = told({ trades: [report] });
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    occurredAt: at,
    payload: { trades: { key: [1], size: ['5'] }, quote: { price: '9', open: null, volume: '0', priced: 0, asOf: at } },
  });
  const logged = { ...event, version: 1, publishedAt: at + 9 };
  expect(parseEvent(logged)).toEqual({ event: logged });
});
