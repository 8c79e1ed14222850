import type { Clock, Logger, Metrics } from '@marketgraph/service';
import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery, FeedNotice, PriceFeed } from '../../domain/price-feed.ts';
import { VenueAttempts } from './backoff.ts';
import { StreamMetrics } from './stream-metrics.ts';
import { type RunOptions, StreamRun } from './stream-run.ts';
import type { StreamVenue } from './stream-venue.ts';

export interface StreamFeedOptions {
  readonly instruments: readonly Instrument[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The feed of a venue whose prices come through a websocket. */
export class StreamFeed implements PriceFeed {
  readonly name: string;
  readonly expectedIntervalMs: number;
  readonly #instruments: Instrument[];
  readonly #options: RunOptions;
  #run: StreamRun | null = null;

  constructor(
    readonly venue: StreamVenue,
    { instruments, clock, random, logger, metrics }: StreamFeedOptions,
  ) {
    this.name = venue.source;
    this.expectedIntervalMs = venue.expectedIntervalMs;
    this.#instruments = [...instruments];
    this.#options = { venue, clock, random, logger, attempts: new VenueAttempts(), metrics: new StreamMetrics(venue.source, metrics) };
  }

  get instruments(): readonly Instrument[] {
    return this.#instruments;
  }

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery | FeedNotice> {
    const ending = new AbortController();
    const run = new StreamRun(this.#options, position, AbortSignal.any([signal, ending.signal]));
    this.#run = run;
    try {
      run.start(this.#instruments.map(({ symbol }) => symbol));
      yield* run.items();
    } finally {
      ending.abort();
      if (this.#run === run) this.#run = null;
    }
  }

  heardAt(): number | null {
    return this.#run?.heardAt() ?? null;
  }

  /** Until the next `open` it is followed by what is open now. */
  track(instrument: Instrument): boolean {
    if (this.#instruments.some(({ symbol }) => symbol === instrument.symbol)) return true;
    if (this.venue.providerSymbolOf(instrument.symbol) === null) return false;
    if (this.#run && !this.#run.follow(instrument.symbol)) return false;
    this.#instruments.push(instrument);
    return true;
  }
}
