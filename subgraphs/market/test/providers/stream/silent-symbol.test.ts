import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coinbaseDriver } from '../coinbase/coinbase-driver.ts';
import { FeedReader } from '../contract/feed-reader.ts';

describe('a symbol that is silent while another one is told of', () => {
  let driver: Awaited<ReturnType<typeof coinbaseDriver>>;
  let reader: FeedReader;

  beforeEach(async () => {
    driver = await coinbaseDriver();
    reader = new FeedReader(driver).start();
    await reader.live();
    for (const symbol of driver.symbols) driver.trade(symbol);
    await reader.until('both are told', () => reader.trades.length === 2);
  });

  afterEach(async () => {
    await reader.end();
    await driver.stop();
  });

  /** Not even its heartbeats come. */
  function silence(): void {
    for (const { subscriptions } of driver.server.links)
      for (const one of [...subscriptions]) if (one.endsWith(':ETH-USD')) subscriptions.delete(one);
  }

  it('is a gap within ten seconds, is asked for again, and is whole when it is told of', async () => {
    silence();
    const since = driver.clock.now();
    await reader.until('it is told', () => reader.gaps.length > 0);
    expect(driver.clock.now() - since).toBeLessThan(10_000);
    expect(reader.gaps[0]).toMatchObject({ symbol: 'ETH-USD', state: 'OPEN', to: null, missing: null });
    await reader.until('it is whole', () => reader.outcomes[0]?.state === 'FILLED');
    await reader.until('nothing is said of it any more', () => reader.notices.at(-1)?.detail === null);
    expect(reader.notices.some(({ detail }) => detail?.startsWith('Not followed: ETH-USD (Nothing was told of it'))).toBe(true);
    expect(driver.followed()).toContain('ETH-USD');
    expect(driver.server.pastLinks).toHaveLength(1);
  });

  it('has its trades filled that happened meanwhile', async () => {
    silence();
    for (let count = 0; count < 5; count++) driver.trade('ETH-USD');
    await reader.until('it is told', () => reader.gaps.length > 0);
    await reader.until('it is whole', () => reader.outcomes.every(({ state }) => state === 'FILLED'));
    expect(reader.keysOf('ETH-USD').sort()).toEqual(driver.ledger('ETH-USD').map(({ key }) => key));
  });

  it('is asked for ever more slowly while that does not help, and the feed stays live and says so', async () => {
    const { server } = driver;
    const [heartbeat, last] = [server.heartbeat.bind(server), server.ledger.last.bind(server.ledger)];
    server.heartbeat = (product) => (product === 'ETH-USD' ? undefined : heartbeat(product));
    server.ledger.last = (product) => (product === 'ETH-USD' ? undefined : last(product));
    const notices = reader.notices.length;
    await reader.pass(300_000);
    const sent = driver.server.pastLinks.flatMap(({ received }) => received);
    expect(sent.filter((message) => message.includes('"unsubscribe"')).length).toBeGreaterThan(2);
    expect(sent.filter((message) => message.includes('"unsubscribe"')).length).toBeLessThan(9);
    expect(new Set(reader.notices.slice(notices).map(({ state }) => state))).toEqual(new Set(['LIVE']));
    expect(reader.notices.length - notices).toBeLessThan(3);
    expect(reader.outcomes.map(({ symbol, state }) => [symbol, state])).toEqual([['ETH-USD', 'OPEN']]);
  }, 30_000);

  it('is none while nobody takes what was read', async () => {
    reader.isTaking = false;
    for (let count = 0; count < 60; count++) {
      for (let one = 0; one < 500; one++) driver.trade('BTC-USD');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await reader.pass(15_000);
    reader.isTaking = true;
    await reader.until('all came', () => reader.trades.length === 30_002);
    await reader.pass(3_000);
    expect(reader.gaps).toEqual([]);
  });
});
