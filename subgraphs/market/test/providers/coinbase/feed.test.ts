import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedContract } from '../contract/feed.contract.ts';
import { FeedReader } from '../contract/feed-reader.ts';
import { coinbaseCan, coinbaseDriver } from './coinbase-driver.ts';

feedContract('Coinbase', coinbaseCan, coinbaseDriver);

describe("Coinbase's own ways", () => {
  let driver: Awaited<ReturnType<typeof coinbaseDriver>>;
  let reader: FeedReader;

  beforeEach(async () => {
    driver = await coinbaseDriver();
    reader = new FeedReader(driver).start();
    await reader.live();
  });

  afterEach(async () => {
    await reader.end();
    await driver.stop();
  });

  it('show a hole at the end by heartbeats, before anything else is traded', async () => {
    driver.trade('BTC-USD');
    driver.trade('BTC-USD', 'DROPPED');
    const since = driver.clock.now();
    await reader.until('it came', () => reader.trades.length === 2);
    expect(driver.clock.now() - since).toBeLessThan(4_000);
    await reader.until('the gap is filled', () => reader.outcomes[0]?.state === 'FILLED');
  });

  it('begin with the last trade of each product, and tell it once over reconnects', async () => {
    driver.trade('BTC-USD');
    await reader.until('it came', () => reader.trades.length === 1);
    for (let count = 0; count < 3; count++) {
      driver.server.disconnect();
      await reader.lost();
      await reader.live();
      await reader.pass(500);
    }
    expect(reader.trades).toHaveLength(1);
    expect(await reader.metric('market_feed_repeats_total')).toBe(3);
    const other = new FeedReader(driver).start();
    await other.until('it came', () => other.trades.length === 1);
    await other.end();
  });

  it('make nobody live again by answering subscriptions, after a silence', async () => {
    driver.server.hush(true);
    await reader.until('it is down', () => reader.state === 'DOWN');
    const silent = reader.notices.length;
    const heardAt = reader.feed.heardAt?.();
    await reader.pass(45_000);
    expect(driver.server.pastLinks.length).toBeGreaterThan(2);
    expect(reader.states.slice(silent)).not.toContain('LIVE');
    expect(reader.feed.heardAt?.()).toBe(heardAt);
    driver.server.hush(false);
    await reader.live();
  });

  it('are lost and marked where a trade has a time that cannot be', async () => {
    driver.trade('BTC-USD');
    driver.server.trade({ product: 'BTC-USD', price: '1', size: '1', side: 'BUY', occurredAt: Date.parse('2099-01-01T00:00:00Z') });
    driver.trade('BTC-USD');
    await reader.until('it is known', () => reader.outcomes[0]?.state === 'LOST');
    expect([reader.trades.length, reader.outcomes[0]?.missing]).toEqual([2, 1]);
    expect(await reader.metric('market_feed_malformed_total')).toBe(1);
  });

  it('tell best bid and ask by the ticker', async () => {
    driver.server.quote('ETH-USD', '10.01', '10.03');
    await reader.until('it came', () => reader.quotes.length === 1);
    expect(reader.quotes[0]).toMatchObject({ symbol: 'ETH-USD', bid: '10.01', ask: '10.03' });
  });
});
