import { expect, test } from 'vitest';
import type { GivenFeed } from './feed.contract.ts';
import type { FeedCapabilities } from './feed-driver.ts';

export function gapContract(given: GivenFeed, can: FeedCapabilities): void {
  if (can.ids && can.history) {
    test('finds trades that were not told by their numbers, marks the gap and fills it', async () => {
      const { driver } = given;
      const [symbol] = driver.symbols;
      const reader = given.reader().start();
      await reader.live();
      driver.trade(symbol);
      driver.trade(symbol, 'DROPPED');
      driver.trade(symbol, 'DROPPED');
      driver.trade(symbol);
      await reader.until('all came', () => reader.outcomes[0]?.state === 'FILLED');
      expect(reader.gaps.map(({ state, missing }) => [state, missing])).toEqual([
        ['OPEN', 2],
        ['FILLED', 0],
      ]);
      expect(reader.keysOf(symbol).toSorted((a, b) => a - b)).toEqual(driver.ledger(symbol).map(({ key }) => key));
    });
  }
}
