import { expect, test } from 'vitest';
import type { FeedCapabilities } from './feed-driver.ts';
import type { GivenFeed } from './given-feed.ts';

export function frameContract(given: GivenFeed, can: FeedCapabilities): void {
  test('tells the trades of all its symbols, with their prices as the venue wrote them', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    const [first, second] = driver.symbols;
    const expected = [driver.trade(first), driver.trade(second), driver.trade(first)];
    await reader.until('three trades came', () => reader.trades.length === 3);
    expect(reader.pricesOf(first)).toEqual([expected[0]?.price, expected[2]?.price]);
    expect(reader.pricesOf(second)).toEqual([expected[1]?.price]);
    if (can.ids) expect(reader.keysOf(first)).toEqual([expected[0]?.key, expected[2]?.key]);
  });

  test('counts and skips malformed frames, ignores unknown ones, and goes on', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    for (const frame of [driver.malformedFrame(), 'no json at all', driver.unknownFrame()]) driver.server.broadcast(frame);
    driver.trade(driver.symbols[0]);
    await reader.until('the trade came', () => reader.trades.length === 1);
    expect(await reader.metric('market_feed_malformed_total')).toBe(2);
    expect(reader.notices.map(({ state }) => state)).not.toContain('DOWN');
  });

  test('writes its keys nowhere, whatever goes wrong', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    // Some tell what they were asked with.
    driver.server.disconnect(1008, `not allowed: ${driver.secrets[0]}`);
    await reader.lost();
    expect(reader.notices.map(({ detail }) => detail).join()).toContain('not allowed: ***');
    driver.server.refuse({ status: 401, body: '' });
    driver.server.disconnect();
    await reader.until('the feed is down', () => reader.state === 'DOWN');
    driver.server.refuse(null);
    await reader.until('the feed is live', () => reader.state === 'LIVE');
    driver.trade(driver.symbols[0]);
    await reader.until('the trade came', () => reader.trades.length === 1);
    const { text } = await reader.metrics.render();
    const written = [text, ...reader.logged, JSON.stringify([reader.notices, reader.deliveries])].join('\n');
    for (const secret of driver.secrets) expect(written).not.toContain(secret);
    expect(written).toContain('127.0.0.1');
  });
}
