import type { FeedChanged, FeedGapChanged, NewEvent } from '@marketgraph/events';
import { encodeId } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pricesReceived, trade } from '../market-bench.ts';
import { type AskedMarket, iso, openAskedMarket } from './asked-market.ts';

/** When the bench's clock stands still. */
const now = Date.UTC(2026, 0, 5, 15);
const at = (seconds: number) => now - 600_000 + seconds * 1_000;
let market: AskedMarket;

beforeAll(async () => {
  market = await openAskedMarket();
  const trades = [1, 2, 3, 4].map((minute) => trade('BTC-USD', minute, at(minute * 60), `10${minute}`));
  await market.tell([
    gap('LOST', 130, 170, { gapId: 'lost', missing: 3_000_000_000 }),
    gap('FILLED', 10, 20, { gapId: 'filled', missing: null }),
    pricesReceived({ symbol: 'BTC-USD', source: 'venue', provenance: 'LIVE', trades, receivedAt: now - 300_000 }),
  ]);
  await vi.waitUntil(async () => (await quote()) !== null);
});
afterAll(() => market.close());

describe('candles', () => {
  it('say whether their source may have missed prices of their time, as rows and as columns', async () => {
    const { instrument } = await market.ask<{
      instrument: { candles: { nodes: object[]; edges: object[] }; candleSeries: object; hours: { complete: boolean[] } };
    }>(`{ instrument(symbol: "BTC-USD") {
      candles { nodes { openTime complete } edges { node { complete } } }
      candleSeries { openTime complete }
      hours: candleSeries(interval: ONE_HOUR) { complete }
    } }`);
    const complete = [true, false, true, true];
    const openTime = [1, 2, 3, 4].map((minute) => iso(at(minute * 60)));
    expect(instrument.candles.nodes).toEqual(openTime.map((time, index) => ({ openTime: time, complete: complete[index] })));
    expect(instrument.candles.edges).toEqual(complete.map((one) => ({ node: { complete: one } })));
    expect(instrument.candleSeries).toEqual({ openTime, complete });
    expect(instrument.hours.complete).toEqual([false]);
  });

  it('of what has no gaps are complete', async () => {
    const { instrument } = await market.ask<{ instrument: { candleSeries: { complete: boolean[] }; one: { nodes: object[] } } }>(
      `{ instrument(symbol: "SPY") { candleSeries { complete } one: candles(interval: ONE_SECOND, first: 1) { nodes { complete } } } }`,
    );
    expect(instrument.candleSeries.complete).toEqual(Array.from({ length: 11 }, () => true));
    expect(instrument.one.nodes).toEqual([{ complete: true }]);
  });
});

describe('a feed', () => {
  it('tells its gaps, the newest first; one that nobody knows has none', async () => {
    const { _entities } = await market.ask<{ _entities: unknown[] }>(
      `query($feeds: [_Any!]!) { _entities(representations: $feeds) { ... on Feed { id gaps { symbol from to state missing reason foundAt } } } }`,
      { feeds: ['venue', 'nobody'].map((name) => ({ __typename: 'Feed', id: encodeId('Feed', name) })) },
    );
    const told = { symbol: 'BTC-USD', reason: 'cut' };
    expect(_entities).toEqual([
      {
        id: encodeId('Feed', 'venue'),
        gaps: [
          { ...told, from: iso(at(130)), to: iso(at(170)), state: 'LOST', missing: 3_000_000_000, foundAt: iso(at(170)) },
          { ...told, from: iso(at(10)), to: iso(at(20)), state: 'FILLED', missing: null, foundAt: iso(at(20)) },
        ],
      },
      { id: encodeId('Feed', 'nobody'), gaps: [] },
    ]);
  });
});

describe('a quote', () => {
  it('is STALE by the silence of its feed alone, LIVE when that shows that it is alive, and STALE when it turns quiet', async () => {
    expect(await quote()).toEqual({ price: '104', freshness: 'STALE' });
    await told({ state: 'LIVE', heardAt: now - 1_000 }, 'LIVE');
    await told({ state: 'QUIET', heardAt: now - 1_000 }, 'STALE');
    await told({ state: 'LIVE', heardAt: now }, 'LIVE');
    await told({ state: 'DOWN', heardAt: now }, 'STALE');
  });

  it('that was told again as STALE is no word of its source', async () => {
    await told({ state: 'LIVE', heardAt: now - 20_000 }, 'STALE');
    const event = pricesReceived({ symbol: 'BTC-USD', source: 'venue', provenance: 'LIVE', trades: [trade('BTC-USD', 4, at(240), '999')] });
    const trades = { key: [], price: [], size: [], side: [], occurredAt: [], conditions: [] };
    await market.tell([{ ...event, receivedAt: now, payload: { ...event.payload, trades, mark: 'STALE' } }]);
    await market.arrive();
    expect(await quote()).toEqual({ price: '104', freshness: 'STALE' });
  });
});

async function quote(): Promise<{ price: string; freshness: string } | null> {
  return (await market.ask<{ instrument: { quote: never } }>('{ instrument(symbol: "BTC-USD") { quote { price freshness } } }')).instrument
    .quote;
}

async function told(given: Pick<FeedChanged, 'state' | 'heardAt'>, freshness: string): Promise<void> {
  const counts = { instrumentCount: 1, lastEventAt: null, eventsPerSecond: 0, reconnects: 0, detail: null };
  const payload = { name: 'venue', kind: 'MARKET', ...counts, ...given } as const;
  await market.tell([{ type: 'FeedChanged', key: 'venue', occurredAt: now, receivedAt: now, payload }]);
  await vi.waitUntil(async () => (await quote())?.freshness === freshness);
}

function gap(state: FeedGapChanged['state'], from: number, to: number, given: Partial<FeedGapChanged>): NewEvent<'FeedGapChanged'> {
  const payload = { feed: 'venue', symbol: 'BTC-USD', gapId: 'g', state, from: at(from), to: at(to), missing: 1, reason: 'cut', ...given };
  return { type: 'FeedGapChanged', key: 'BTC-USD', occurredAt: at(from), receivedAt: at(to), payload };
}
