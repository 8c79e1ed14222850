import type { Logger, Metrics } from '@marketgraph/service';
import { type FeedDelivery, itemsIn } from '../domain/price-feed.ts';
import { isPossible } from '../domain/tick-time.ts';

/**
 * Passes over what no recorder could take, before it is in the log: there it would condemn the whole entry, and with it the prices of
 * others.
 */
export class ImpossibleTimes {
  readonly #refused;
  #isTold = false;

  constructor(
    readonly feed: string,
    readonly options: { readonly logger: Logger; readonly metrics: Metrics },
  ) {
    this.#refused = options.metrics.counter('market_refused_total', 'What feeds told of impossible times.', ['feed']);
  }

  /** The delivery without them. */
  without(delivery: FeedDelivery): FeedDelivery {
    const kept = possibleOf(delivery);
    const refused = itemsIn(delivery) - itemsIn(kept);
    if (refused === 0) return delivery;
    this.#refused.inc({ feed: this.feed }, refused);
    // A venue whose clock is wrong tells nothing else.
    if (!this.#isTold)
      this.options.logger.warn('A feed tells prices of impossible times; they are passed over.', { feed: this.feed, refused });
    this.#isTold = true;
    return kept;
  }
}

function possibleOf(delivery: FeedDelivery): FeedDelivery {
  const { trades, quotes, corrections, snapshots, candles, gaps } = delivery;
  const isPossibleAt = (at: number) => isPossible(at, delivery);
  const possible = ({ occurredAt }: { occurredAt: number }) => isPossibleAt(occurredAt);
  return {
    ...delivery,
    trades: trades.filter(possible),
    quotes: quotes.filter(possible),
    ...(corrections && { corrections: corrections.filter(({ tradeAt }) => isPossibleAt(tradeAt)) }),
    ...(snapshots && { snapshots: snapshots.filter(possible) }),
    ...(candles && { candles: candles.filter((told) => told.candles.every(({ openTime }) => isPossibleAt(openTime))) }),
    ...(gaps && { gaps: gaps.filter(({ from, to }) => isPossibleAt(from) && (to === null || isPossibleAt(to))) }),
  };
}
