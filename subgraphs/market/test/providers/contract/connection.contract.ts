import { expect, test } from 'vitest';
import type { GivenFeed } from './feed.contract.ts';
import type { FeedCapabilities } from './feed-driver.ts';

export function connectionContract(given: GivenFeed, _can: FeedCapabilities): void {
  test('connects again after its connection was lost, and follows all its symbols again', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    const told = reader.notices.length;
    driver.server.disconnect();
    await reader.until('it noticed', () => reader.notices.length > told);
    await reader.live();
    await reader.until('both are followed', () => driver.followed().length === 2);
    expect(driver.followed().toSorted()).toEqual([...driver.symbols].sort());
    driver.trade(driver.symbols[1]);
    await reader.until('the trade came', () => reader.trades.length === 1);
    expect(await reader.metric('market_feed_reconnects_total')).toBe(1);
  });
}
