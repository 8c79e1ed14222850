import type { FeedDriver } from './feed-driver.ts';
import type { FeedReader } from './feed-reader.ts';

/** What each test of the contract is given. */
export interface GivenFeed {
  driver: FeedDriver;
  /** One that ends with the test. */
  reader(symbols?: readonly string[], random?: () => number): FeedReader;
}
