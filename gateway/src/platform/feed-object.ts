import type { FeedChanged } from '@marketgraph/events';
import { encodeId } from '@marketgraph/vocabulary';

/** A feed as the graph shows it. */
export function feedObject({ lastEventAt, heardAt: _, budgetRemaining, budgetResetsAt, openGaps, ...rest }: FeedChanged) {
  return {
    ...rest,
    __typename: 'Feed',
    id: encodeId('Feed', rest.name),
    lastEventAt: instant(lastEventAt),
    budgetRemaining: budgetRemaining ?? null,
    budgetResetsAt: instant(budgetResetsAt),
    openGaps: openGaps ?? 0,
  };
}

function instant(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
