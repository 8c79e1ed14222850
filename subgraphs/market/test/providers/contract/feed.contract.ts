import { afterEach, beforeEach, describe } from 'vitest';
import { connectionContract } from './connection.contract.ts';
import type { FeedDriver } from './feed-driver.ts';
import { FeedReader } from './feed-reader.ts';
import { frameContract } from './frame.contract.ts';
import { gapContract } from './gap.contract.ts';
import type { GivenFeed } from './given-feed.ts';
import { pollContract } from './poll.contract.ts';

/** The promises of a price feed, the same for every provider as far as it can keep them. */
export function feedContract(name: string, can: FeedDriver['can'], create: () => Promise<FeedDriver>): void {
  describe(`The ${name} feed`, () => {
    const given = {} as GivenFeed;
    let readers: FeedReader[] = [];
    beforeEach(async () => {
      const driver = await create();
      given.driver = driver;
      given.reader = (symbols, random) => {
        const reader = new FeedReader(driver, symbols, random);
        readers.push(reader);
        return reader;
      };
    });
    afterEach(async () => {
      for (const reader of readers) await reader.end();
      readers = [];
      await given.driver.stop();
    });
    if (can.kind === 'POLL') {
      describe('asks for prices and', () => pollContract(given));
      return;
    }
    describe('reads frames and', () => frameContract(given, can));
    describe('keeps its connection and', () => connectionContract(given, can));
    describe('misses nothing unmarked and', () => gapContract(given, can));
  });
}
