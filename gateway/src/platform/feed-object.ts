import type { FeedChanged } from '@marketgraph/events';
import { encodeId } from '@marketgraph/vocabulary';

/** A feed as the graph shows it. No provider tells its budget through the log yet, so there is none to show. */
export function feedObject(feed: FeedChanged) {
  const { lastEventAt, ...rest } = feed;
  return {
    ...rest,
    __typename: 'Feed',
    id: encodeId('Feed', feed.name),
    lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString(),
    budgetRemaining: null,
    budgetResetsAt: null,
  };
}
