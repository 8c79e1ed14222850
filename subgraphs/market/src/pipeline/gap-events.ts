import type { NewEvent } from '@marketgraph/events';
import type { FeedDelivery } from '../domain/price-feed.ts';

/** What a feed says of missing prices. It is appended before the prices that it tells of, in one step with them. */
export function gapEvents(
  feed: string,
  { gaps = [], receivedAt }: FeedDelivery,
  lists: (symbol: string) => boolean,
): NewEvent<'FeedGapChanged'>[] {
  const listed = gaps.filter(({ symbol }) => lists(symbol));
  return listed.map(({ symbol, id: gapId, state, from, to, missing, reason }) => {
    const payload = { feed, symbol, gapId, state, from, to, missing, reason };
    return { type: 'FeedGapChanged', key: symbol, occurredAt: to ?? from, receivedAt, payload };
  });
}
