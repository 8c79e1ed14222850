import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coinbaseVenue } from '../../../src/providers/coinbase/venue.ts';
import { StreamFeed } from '../../../src/providers/stream/stream-feed.ts';
import type { StreamVenue } from '../../../src/providers/stream/stream-venue.ts';
import { nothing } from '../../../src/providers/wire-mapper.ts';
import { coinbaseDriver } from '../coinbase/coinbase-driver.ts';
import { FeedReader } from '../contract/feed-reader.ts';

const PAIRS = ['BTC-USD', 'ETH-USD', 'SOL-USD'];
const noRest = { get: async () => ({ kind: 'UPSTREAM_DOWN' as const, reason: 'no REST here' }) };
const UNNAMED = 'Failed to subscribe: no access to one of these';

/** A venue that fails every message that asks for the symbols that it does not like, and says of none which. */
describe('a refusal that names no symbol', () => {
  let driver: Awaited<ReturnType<typeof coinbaseDriver>>;
  let reader: FeedReader;
  let disliked: Set<string>;
  let acknowledges: boolean;
  let maxSymbols: number;

  beforeEach(async () => {
    driver = await coinbaseDriver(PAIRS);
    disliked = new Set();
    acknowledges = true;
    maxSymbols = 100;
  });

  afterEach(async () => {
    await reader.end();
    await driver.stop();
  });

  function read(...not: string[]): FeedReader {
    disliked = new Set(not);
    const venue = { ...coinbaseVenue({ wsUrl: driver.server.wsUrl, rest: noRest }), maxSymbols };
    const subscribe: StreamVenue['subscribe'] = (products) =>
      products.some((one) => disliked.has(one)) ? ['{"type":"subscribe","product_ids":["?"],"channels":[]}'] : venue.subscribe(products);
    const mapper: StreamVenue['mapper'] = (symbolOf) => {
      const real = venue.mapper(symbolOf);
      return {
        read: (frame, at) => {
          if (!acknowledges && frame.includes('"subscriptions"')) return nothing;
          return real.read(frame.includes('? is not a valid product') ? unnamed : frame, at);
        },
        remembers: real.remembers,
        get malformed() {
          return real.malformed;
        },
      };
    };
    reader = new FeedReader({ ...driver, feed: (options) => new StreamFeed({ ...venue, subscribe, mapper }, options) }, PAIRS).start();
    return reader;
  }

  it('delays the others by a second or two, says what the venue said, and shows which one it meant', async () => {
    const since = driver.clock.now();
    read('ETH-USD');
    await reader.until('the others are followed', () => driver.followed().length === 2);
    expect(driver.clock.now() - since).toBeLessThan(3_000);
    await reader.until('it is said', () => reader.notices.at(-1)?.detail === `Not followed: ETH-USD (${UNNAMED}).`);
    expect(reader.state).toBe('LIVE');
    expect(reader.states).not.toContain('DOWN');
    await reader.pass(20_000);
    expect(reader.notices.at(-1)).toMatchObject({ state: 'LIVE', detail: `Not followed: ETH-USD (${UNNAMED}).` });
    expect(reader.logged.filter((line) => line.startsWith('A venue refused a symbol.'))).toHaveLength(1);
  });

  it('is not for ever: a symbol that was refused alone is asked for again after some minutes', async () => {
    read('ETH-USD');
    await reader.until('the others are followed', () => driver.followed().length === 2);
    await reader.until('it is said', () => reader.notices.at(-1)?.detail === `Not followed: ETH-USD (${UNNAMED}).`);
    await reader.pass(3_000);
    const asked = () => driver.server.pastLinks.flatMap(({ received }) => received).length;
    const before = asked();
    await reader.pass(100_000);
    expect(asked()).toBe(before);
    disliked.clear();
    await reader.until('it is followed', () => driver.followed().includes('ETH-USD'));
    await reader.until('all is well', () => reader.notices.at(-1)?.detail === null);
    expect(reader.states).not.toContain('DOWN');
  }, 30_000);

  it('leaves those alone of which prices come, although nothing acknowledged them', async () => {
    acknowledges = false;
    read();
    await reader.until('they are followed', () => driver.followed().length === 3);
    driver.trade('BTC-USD');
    await reader.until('it came', () => reader.trades.length === 1);
    driver.server.broadcast(unnamed);
    await reader.live();
    await reader.pass(5_000);
    const asked = driver.server.pastLinks.flatMap(({ received }) => received.slice(1));
    expect(asked.some((message) => message.includes('BTC-USD'))).toBe(false);
    expect(asked.filter((message) => message.includes('ETH-USD') || message.includes('SOL-USD')).length).toBeGreaterThan(1);
    expect(reader.states).not.toContain('DOWN');
  });

  it('harms no other connection where it is of all that one of them asks for', async () => {
    maxSymbols = 1;
    read('ETH-USD');
    await reader.live();
    await reader.until('it is said', () => reader.notices.at(-1)?.detail === `Not followed: ETH-USD (${UNNAMED}).`);
    const notices = reader.notices.length;
    await reader.pass(60_000);
    expect([reader.state, reader.notices.length]).toEqual(['LIVE', notices]);
    expect(driver.clock.now() - (reader.feed.heardAt?.() ?? 0)).toBeLessThan(3_000);
  });

  it('is what a feed says that is down for it, though its connection is open', async () => {
    read(...PAIRS);
    await reader.until('it is down', () => reader.state === 'DOWN');
    expect(reader.notices.at(-1)?.detail).toContain(`BTC-USD (${UNNAMED})`);
  });
});

const unnamed = JSON.stringify({ type: 'error', message: 'Failed to subscribe', reason: 'no access to one of these' });
