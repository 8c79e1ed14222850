import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import type { PriceFeed } from './price-feed.ts';

/** What is known of a feed's connection; that of `FeedChanged`. */
export type FeedState = 'CONNECTING' | 'LIVE' | 'QUIET' | 'RATE_LIMITED' | 'DOWN' | 'DISABLED';

/** A feed that streams is called quiet after so long at the latest. */
export const LONGEST_QUIET_MS = 10 * SECOND_MS;

/** Whether it follows real venues as they trade, and so can go stale: simulator and recordings cannot. */
export function isLiveFeed({ expectedIntervalMs }: Pick<PriceFeed, 'expectedIntervalMs'>): boolean {
  return expectedIntervalMs !== undefined;
}

/** That quotes are stale is to have reached everybody by then. */
const TELLING_MS = SECOND_MS / 2;

/** How long it may tell nothing: twice the interval that it promises. One that asks by a schedule, of minutes or hours, has no other limit. */
export function quietAfterMs({ expectedIntervalMs, fetchNow }: Pick<PriceFeed, 'expectedIntervalMs' | 'fetchNow'>): number {
  if (expectedIntervalMs === undefined) return LONGEST_QUIET_MS;
  if (fetchNow !== undefined && expectedIntervalMs >= MINUTE_MS) return 2 * expectedIntervalMs;
  const limit = Math.min(2 * expectedIntervalMs, LONGEST_QUIET_MS);
  return Math.max(limit - TELLING_MS, limit / 2);
}

/**
 * Whether the quotes of a live feed can still be trusted. While it connects anew they are as good as they were, until it was silent for too
 * long: a connection that is back in a moment alarms nobody.
 */
export function isStaleAfter(wasStale: boolean, state: FeedState, isSilent: boolean): boolean {
  switch (state) {
    case 'LIVE':
      return false;
    case 'CONNECTING':
    case 'RATE_LIMITED':
      return wasStale || isSilent;
    default:
      return true;
  }
}
