import { expect, it } from 'vitest';
import type { FeedDelivery } from '../../src/domain/price-feed.ts';
import { DeliveryGather } from '../../src/pipeline/ingest-gather.ts';
import { START, tradeOf } from '../ingest-bench.ts';

const delivery = (position: string, given: Partial<FeedDelivery>): FeedDelivery => ({
  ...{ source: 'fake', provenance: 'LIVE', receivedAt: START + Number(position), trades: [], quotes: [], position },
  ...given,
});
const gap = (id: string) => ({ symbol: 'SPY', id, state: 'OPEN' as const, from: START, to: null, missing: null, reason: 'cut' });
const snapshot = { symbol: 'SPY', price: '1', open: null, high: null, low: null, previousClose: null, volume: null, occurredAt: START };

it('everything that waits is told as one delivery, each kind in its order, as of the last of them', async () => {
  const gather = new DeliveryGather();
  await gather.put(delivery('1', { trades: [tradeOf('SPY', 1, START)], gaps: [gap('a')] }));
  await gather.put(delivery('2', { snapshots: [snapshot], candles: [{ symbol: 'SPY', interval: 'ONE_DAY', candles: [] }] }));
  await gather.put(delivery('3', { trades: [tradeOf('SPY', 2, START)], gaps: [gap('b')] }));
  expect(await gather.take()).toEqual(
    delivery('3', {
      trades: [tradeOf('SPY', 1, START), tradeOf('SPY', 2, START)],
      snapshots: [snapshot],
      candles: [{ symbol: 'SPY', interval: 'ONE_DAY', candles: [] }],
      gaps: [gap('a'), gap('b')],
    }),
  );
});

it('quotes are told again after what waits, and those of several wishes once', async () => {
  const gather = new DeliveryGather();
  gather.tellAgain(['SPY']);
  gather.tellAgain(['IBM', 'SPY']);
  await gather.put(delivery('1', { trades: [tradeOf('SPY', 1, START)] }));
  expect(await gather.take()).toMatchObject({ position: '1' });
  expect(await gather.take()).toEqual({ symbols: new Set(['SPY', 'IBM']) });
  gather.tellAgain(['SPY']);
  gather.tellAgain(null);
  gather.tellAgain(['IBM']);
  expect(await gather.take()).toEqual({ symbols: null });
  gather.end();
  expect(await gather.take()).toBeNull();
});
