import type { Metrics } from '@marketgraph/service';
import type { FeedGap } from '../../domain/price-feed.ts';

/** What is counted of a stream feed. */
export class StreamMetrics {
  readonly #malformed;
  readonly #reconnects;
  readonly #gaps;
  readonly #repeats;

  constructor(
    readonly feed: string,
    metrics: Metrics,
  ) {
    this.#malformed = metrics.counter('market_feed_malformed_total', 'Frames and trades that were not what their type promises.', ['feed']);
    this.#reconnects = metrics.counter('market_feed_reconnects_total', 'Connections that were lost or could not be made.', ['feed']);
    this.#gaps = metrics.counter('market_feed_gaps_total', 'Gaps that were told, by what became of them.', ['feed', 'state']);
    this.#repeats = metrics.counter('market_feed_repeats_total', 'Trades that were told before, and dropped.', ['feed']);
  }

  malformed(count: number): void {
    this.#malformed.inc({ feed: this.feed }, count);
  }

  reconnected(): void {
    this.#reconnects.inc({ feed: this.feed });
  }

  gap(state: FeedGap['state']): void {
    this.#gaps.inc({ feed: this.feed, state });
  }

  repeated(): void {
    this.#repeats.inc({ feed: this.feed });
  }
}
