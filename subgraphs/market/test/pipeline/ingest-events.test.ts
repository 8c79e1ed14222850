import { parseEvent } from '@marketgraph/events';
import { expect, it } from 'vitest';
import type { FeedDelivery, TradeCorrection } from '../../src/domain/price-feed.ts';
import { QuoteBook } from '../../src/domain/quote-book.ts';
import { deliveryEvents, pricesReceived } from '../../src/pipeline/ingest-events.ts';
import { instrument, trade } from '../market-bench.ts';

const at = Date.UTC(2013, 9, 7, 14);
const cancel: TradeCorrection = { symbol: 'SPY', key: 9, tradeKey: 1, tradeAt: at, kind: 'CANCEL', price: null, size: null };
const correct: TradeCorrection = { symbol: 'SPY', key: 10, tradeKey: 2, tradeAt: at, kind: 'CORRECT', price: '10.50', size: '7' };

function told(delivery: Partial<FeedDelivery>, book = new QuoteBook({ instruments: [instrument('SPY')] })) {
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
  const book = new QuoteBook({ instruments: [instrument('SPY')] });
  const [before] = told({ trades: [trade('SPY', 1, at, '10')] }, book);
  expect(before?.payload).not.toHaveProperty('corrections');
  const [event] = told({ corrections: [cancel] }, book);
  expect(event).toMatchObject({
    occurredAt: at,
    payload: { trades: { key: [] }, quote: before?.payload.quote, corrections: { key: [9] } },
  });
});

it('a quote before the opening says that its prices count for volume only', () => {
  const book = new QuoteBook({ instruments: [instrument('SPY')] });
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

const day = { symbol: 'SPY', price: '12', open: '10', high: '13', low: '9', previousClose: '8', volume: '400', occurredAt: at - 1 };
const bar = { open: '1', high: '2', low: '1', close: '2', volume: null };

function allTold(delivery: Partial<FeedDelivery>, marks?: Parameters<typeof deliveryEvents>[2]) {
  const whole = { source: 'test', provenance: 'DELAYED', receivedAt: at + 5, position: '1', trades: [], quotes: [], ...delivery } as const;
  return deliveryEvents(whole, new QuoteBook({ instruments: [instrument('SPY')] }), marks);
}

it('a told day is told as a quote without trades, before the trades that go on from it', () => {
  const [first, second, ...others] = allTold({ snapshots: [day], trades: [trade('SPY', 1, at, '14')] });
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    occurredAt: at - 1,
    payload: { trades: { key: [] }, quotes: { key: [] }, quote: { price: '12', high: '13' } },
  });
  expect(second).toMatchObject({ payload: { trades: { key: [1] }, quote: { price: '14', open: '10', high: '14', volume: '401' } } });
  const logged = { ...first, version: 1, publishedAt: at + 9 };
  expect(parseEvent(logged)).toEqual({ event: logged });
});

it("a provider's candles are told as columns, in several events where there are very many", () => {
  const candles = Array.from({ length: 501 }, (_, index) => ({ ...bar, openTime: at + index * 60_000 }));
  const [first, second, ...others] = allTold({ candles: [{ symbol: 'SPY', interval: 'ONE_MINUTE', candles }] });
  expect(others).toEqual([]);
  expect(first).toMatchObject({ type: 'CandlesReceived', key: 'SPY', payload: { interval: 'ONE_MINUTE', source: 'test' } });
  expect(second).toMatchObject({ payload: { openTime: [at + 500 * 60_000], close: ['2'], volume: [null] } });
  const logged = { ...second, version: 1, publishedAt: at + 9 };
  expect(parseEvent(logged)).toEqual({ event: logged });
});

it('days and candles of what the feed does not list are passed over', () => {
  const candles = [{ symbol: 'QQQ', interval: 'ONE_DAY', candles: [{ ...bar, openTime: at }] }] as const;
  expect(allTold({ snapshots: [{ ...day, symbol: 'QQQ' }], candles })).toEqual([]);
});

it('what comes from a source that only stands by is marked', () => {
  const asked: unknown[] = [];
  const markOf = (...of: [string, string, number]) => {
    asked.push(of);
    return 'STANDBY' as const;
  };
  const events = allTold({ snapshots: [day], trades: [trade('SPY', 1, at, '14')] }, { markOf });
  expect(events.map(({ payload }) => 'mark' in payload && payload.mark)).toEqual(['STANDBY', 'STANDBY']);
  expect(asked).toEqual([
    ['SPY', 'test', at - 1],
    ['SPY', 'test', at],
  ]);
});
