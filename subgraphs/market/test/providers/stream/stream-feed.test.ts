import { CoinbaseServer } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coinbaseVenue } from '../../../src/providers/coinbase/venue.ts';
import { StreamFeed } from '../../../src/providers/stream/stream-feed.ts';
import type { StreamVenue } from '../../../src/providers/stream/stream-venue.ts';
import { coinbaseDriver } from '../coinbase/coinbase-driver.ts';
import { FeedReader } from '../contract/feed-reader.ts';

const PAIRS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'ADA-USD', 'XRP-USD'];
const noRest = { get: async () => ({ kind: 'UPSTREAM_DOWN' as const, reason: 'no REST here' }) };

describe('a feed over a websocket', () => {
  let driver: Awaited<ReturnType<typeof coinbaseDriver>>;
  let readers: FeedReader[] = [];

  beforeEach(async () => {
    driver = await coinbaseDriver(PAIRS);
  });

  afterEach(async () => {
    for (const reader of readers) await reader.end();
    readers = [];
    await driver.stop();
  });

  /** A feed of the venue, changed as a test wants it. */
  function read(change: Partial<StreamVenue>, symbols: readonly string[] = PAIRS): FeedReader {
    const venue = { ...coinbaseVenue({ wsUrl: driver.server.wsUrl, rest: noRest }), ...change };
    const reader = new FeedReader({ ...driver, feed: (options) => new StreamFeed(venue, options) }, symbols).start();
    readers.push(reader);
    return reader;
  }

  it('opens as many connections as its symbols need, and is as well as the worst of them', async () => {
    const reader = read({ maxSymbols: 2 });
    await reader.live();
    await reader.until('all are followed', () => driver.followed().length === PAIRS.length);
    expect([...driver.server.links].map(({ subscriptions }) => subscriptions.size / 3).sort()).toEqual([1, 2, 2]);
    driver.server.refuse({ status: 503, body: '' });
    [...driver.server.links][1]?.ws.terminate();
    await reader.lost();
    expect(reader.state).not.toBe('LIVE');
    expect(driver.server.links.size).toBe(2);
    driver.server.refuse(null);
    await reader.live();
    await reader.until('all are followed', () => driver.followed().length === PAIRS.length);
  });

  it('follows no more symbols than its connections may, and says which it leaves out', async () => {
    const reader = read({ maxSymbols: 2, maxConnections: 2 });
    await reader.live();
    await reader.until('four are followed', () => driver.followed().length === 4);
    expect(reader.logged.filter((line) => line.startsWith('A venue refused a symbol.'))).toHaveLength(1);
    const [instrument] = read({}, ['XRP-USD']).feed.instruments;
    expect(instrument && reader.feed.track?.(instrument)).toBe(true);
    const [other] = read({}, ['LTC-USD']).feed.instruments;
    expect(other && reader.feed.track?.(other)).toBe(false);
  });

  it('is heard of when the connection that was silent for longest was', async () => {
    const reader = read({ maxSymbols: 1 }, PAIRS.slice(0, 2));
    await reader.live();
    await reader.pass(3_000);
    const [first] = driver.server.links;
    first?.subscriptions.clear();
    const since = driver.clock.now();
    await reader.pass(8_000);
    expect(reader.feed.heardAt?.()).toBeLessThanOrEqual(since);
  });

  it('stops reading while nobody takes what it has read, and loses nothing by it', async () => {
    const reader = read({}, ['BTC-USD']);
    await reader.live();
    reader.isTaking = false;
    driver.trade('BTC-USD');
    await reader.until('one was told', () => reader.trades.length === 1);
    const count = 60_000;
    for (let batch = 0; batch < count / 1_000; batch++) {
      for (let one = 0; one < 1_000; one++) driver.trade('BTC-USD');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await reader.pass(10_000);
    expect(reader.state).toBe('LIVE');
    reader.isTaking = true;
    await reader.until('all came', () => reader.trades.length === count + 1);
    expect(reader.keysOf('BTC-USD')).toEqual(driver.ledger('BTC-USD').map(({ key }) => key));
    // What was not read lay with the venue, not with us.
    expect(Math.max(...reader.deliveries.map(({ trades }) => trades.length))).toBeLessThan(25_000);
    expect(driver.server.pastLinks).toHaveLength(1);
  });

  it('gathers what comes in one go into one delivery', async () => {
    const reader = read({});
    await reader.live();
    for (let count = 0; count < 200; count++) driver.trade(PAIRS[count % 5] ?? '');
    await reader.until('all came', () => reader.trades.length === 200);
    expect(reader.deliveries.length).toBeLessThan(20);
  });

  it('asks for its symbols in batches, at the pace that the venue allows', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `A${index.toString(36).toUpperCase()}A-USD`);
    const server = await new CoinbaseServer({ clock: driver.clock, products: many, messagesPerSecond: 1 }).listen();
    const reader = read({ url: server.wsUrl, maxSymbols: 200, messagesPerSecond: 1 }, many);
    await reader.live();
    await reader.until('all are followed', () => [...server.links].some(({ subscriptions }) => subscriptions.size === 360));
    expect([...server.pastLinks].map(({ received }) => received.length)).toEqual([3]);
    await reader.end();
    await server.stop();
  });

  it('asks the venue what it is told to ask, at its time', async () => {
    const reader = read({ probe: { everyMs: 3_000, message: () => '{"type":"subscribe","product_ids":[],"channels":[]}' } });
    await reader.live();
    const [link] = driver.server.links;
    const before = link?.received.length ?? 0;
    await reader.pass(10_000);
    expect((link?.received.length ?? 0) - before).toBe(3);
  });

  it('says of symbols that the venue turns out not to have, also after it connected anew', async () => {
    const reader = read({ refusals: async () => [{ providerSymbol: 'ADA-USD', reason: 'no such pair' }] });
    await reader.until('it is said', () => reader.notices.at(-1)?.detail === 'Not followed: ADA-USD (no such pair).');
    driver.server.disconnect();
    await reader.lost();
    await reader.live();
    await reader.until('the others are followed', () => driver.followed().length === 4);
    expect(reader.notices.at(-1)).toMatchObject({ state: 'LIVE', detail: 'Not followed: ADA-USD (no such pair).' });
    expect(reader.logged.filter((line) => line.startsWith('A venue refused a symbol.'))).toHaveLength(1);
  });

  it('begins with what REST tells, and asks for candles whenever it is live again', async () => {
    const asked: (number | null)[] = [];
    const snapshot = { symbol: 'BTC-USD', price: '5', open: null, high: null, low: null, previousClose: null, volume: null, occurredAt: 1 };
    const reader = read({
      snapshots: async () => [snapshot],
      candles: async (_, since) => {
        asked.push(since);
        throw new Error(`no candles at ${driver.server.wsUrl}`);
      },
    });
    await reader.until('it came', () => reader.snapshots.length === 1);
    await reader.pass(1_500);
    const heardAt = driver.clock.now();
    driver.server.disconnect();
    await reader.lost();
    await reader.until('it was asked again', () => asked.length === 2);
    expect(asked[0]).toBeNull();
    expect(heardAt - (asked[1] ?? 0)).toBeLessThan(2_000);
    expect(reader.snapshots).toEqual([snapshot]);
    expect(reader.logged.join()).not.toContain('ws://');
  });

  it('is down with a reason where its address is none, and tells nothing of what the address holds', async () => {
    const reader = read({ url: 'no address?token=canary-address' });
    await reader.until('it is down', () => reader.state === 'DOWN');
    await reader.pass(2_000);
    expect(JSON.stringify([reader.notices, reader.logged])).not.toContain('canary');
    await reader.end();
    expect(reader.failure).toBeNull();
  });

  it('is live again by itself when the venue no longer limits it', async () => {
    const reader = read({}, ['BTC-USD']);
    await reader.live();
    driver.server.broadcast('{"type":"error","message":"Public rate limit exceeded"}');
    await reader.until('it is limited', () => reader.state === 'RATE_LIMITED');
    await reader.live();
    expect(driver.server.pastLinks).toHaveLength(1);
  });
});
