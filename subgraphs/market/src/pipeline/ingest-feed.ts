import type { Log } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import { type Clock, type Health, type Logger, type Metrics, type Part, reasonOf } from '@marketgraph/service';
import type { InstrumentStore, Leadership, Lease, PriceHistory } from '../domain/ports.ts';
import { type FeedDelivery, itemsIn, type PriceFeed } from '../domain/price-feed.ts';
import type { QuoteBook } from '../domain/quote-book.ts';
import { appendContiguously } from './contiguous-append.ts';
import { FeedStatus } from './feed-status.ts';
import { announceInstruments, backfill } from './ingest-announce.ts';
import { pricesReceived } from './ingest-events.ts';
import { DeliveryGather } from './ingest-gather.ts';
import { ImpossibleTimes } from './ingest-refuse.ts';
import { restoreQuotes } from './ingest-restore.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const TICK_MS = 1_000;
const REPORT_EVERY_MS = 10_000;
/** A connection that hangs while it is made is no connection. */
const CONNECT_LIMIT_MS = 15_000;
const MUTE = `Not a word within ${CONNECT_LIMIT_MS / 1_000} s of connecting.`;
/** After an append the next one waits in proportion to what readers have to do: at few entries not at all (a timer's least is 1 ms). */
const GATHER_MS_PER_ENTRY = 0.1;
const MAX_GATHER_MS = 50;

export interface IngestOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly instruments: InstrumentStore;
  readonly history: PriceHistory;
  readonly leadership: Leadership;
}

/** Leads one feed, or stands by until it can: reads it, folds its prices and appends them, from where the log says that it stands. */
export class FeedIngest implements Part {
  readonly name: string;
  readonly #status: FeedStatus;
  readonly #stopping = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  #standingBy = true;
  #finished = false;
  #pause = FIRST_PAUSE_MS;
  #reportedAt = 0;
  #running: Promise<unknown> | undefined;
  /** While the feed was opened and has not said anything yet. */
  #opening: { readonly since: number; giveUp(): void } | null = null;
  readonly #impossible: ImpossibleTimes;
  readonly #ingested;
  readonly #lag;

  constructor(
    readonly feed: PriceFeed,
    readonly options: IngestOptions,
  ) {
    this.name = `feed ${feed.name}`;
    this.#status = new FeedStatus(feed.name, feed.instruments.length, options.clock.now());
    this.#impossible = new ImpossibleTimes(feed.name, options);
    this.#ingested = options.metrics.counter('market_ingested_total', 'Trades and quotes that the log has taken.', ['feed']);
    this.#lag = options.metrics.gauge('market_feed_lag_ms', 'How far a replay is behind its own schedule.', ['feed']);
  }

  /** Resolves when prices can flow, when another process leads, or when the first attempt failed: the rest is supervision. */
  async start(): Promise<void> {
    this.#running = Promise.all([this.#supervise(), this.#watch()]);
    const soon = this.options.clock.sleep(TICK_MS, this.#stopping.signal);
    await Promise.race([this.#begun.promise, soon.then(() => (this.#standingBy ? undefined : this.#begun.promise))]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  health(): Health {
    if (this.#standingBy) return { healthy: this.#running !== undefined, detail: 'Another process leads.' };
    const { state, detail } = this.#status;
    return { healthy: state !== 'DOWN', detail: detail ?? state };
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && !this.#finished) {
      this.#standingBy = true;
      const lease = await this.options.leadership.lead(this.feed.name, signal);
      if (!lease) break;
      this.#standingBy = false;
      await this.#lead(lease).catch((error) => this.#failed(reasonOf(error)));
      this.#begun.resolve();
      await lease.release().catch((error) => this.options.logger.warn('A lease was not given back.', { reason: reasonOf(error) }));
      if (this.#finished) break;
      this.#status.reconnects += 1;
      await this.options.clock.sleep(this.#pause, signal);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    }
    this.#begun.resolve();
  }

  /**
   * A lease that is lost does not end it: where only Postgres is away, prices must go on. Should another process lead
   * meanwhile, the log tells by refusing this one's next step.
   */
  async #lead(lease: Lease): Promise<void> {
    const { signal } = this.#stopping;
    await announceInstruments(this.feed, this.options);
    await backfill(this.feed, this.options);
    while (!signal.aborted) {
      const outcome = await this.#read(signal);
      if (signal.aborted) return;
      if (outcome === 'ended') {
        this.#finished = true;
        return this.#tell('QUIET', 'finished');
      }
      if (lease.lost.aborted) return;
      this.#status.reconnects += 1;
      await this.options.clock.sleep(FIRST_PAUSE_MS, signal);
    }
  }

  /** Reads until the feed ends, or until the log says that it stands elsewhere: then it is to be opened anew from there. */
  async #read(signal: AbortSignal): Promise<'moved' | 'ended'> {
    await this.#tell('CONNECTING', null);
    const position = await this.options.log.feedPosition(this.feed.name);
    const book = await restoreQuotes(this.feed, { ...this.options, signal });
    const attempt = new AbortController();
    const mute = Promise.withResolvers<never>();
    mute.promise.catch(() => undefined);
    this.#opening = { since: this.options.clock.now(), giveUp: () => mute.reject(new Error(MUTE)) };
    try {
      return await Promise.race([this.#follow(position, book, signal, attempt), mute.promise]);
    } finally {
      this.#opening = null;
      attempt.abort();
    }
  }

  /** Reading and appending go on beside each other: what arrives while the log is busy is gathered for the next append. */
  async #follow(position: string | null, book: QuoteBook, signal: AbortSignal, attempt: AbortController): Promise<'moved' | 'ended'> {
    const gather = new DeliveryGather();
    const reading = this.#deliver(position, gather, AbortSignal.any([signal, attempt.signal])).finally(() => gather.end());
    reading.catch(() => undefined);
    const outcome = await this.#appendAll(gather, position, book, signal);
    // A reader that waits for room, or for its next delivery, is to end.
    attempt.abort();
    gather.end();
    await reading;
    return outcome;
  }

  async #deliver(position: string | null, gather: DeliveryGather, signal: AbortSignal): Promise<void> {
    const deliveries = this.feed.open(position, signal);
    this.#begun.resolve();
    for await (const delivery of deliveries) {
      this.#opening = null;
      if (signal.aborted) return;
      if ('state' in delivery) await this.#tell(delivery.state, delivery.detail);
      else if (itemsIn(delivery) > 0) await gather.put(delivery);
      else await this.#tell('QUIET', 'Connected; no price yet.');
    }
  }

  async #appendAll(gather: DeliveryGather, position: string | null, book: QuoteBook, signal: AbortSignal): Promise<'moved' | 'ended'> {
    for (let expected = position; ; ) {
      const taken = await gather.take();
      if (!taken) return 'ended';
      const delivery = this.#impossible.without(taken);
      const events = pricesReceived(delivery, book);
      if (!(await this.#append(delivery, events, expected, signal))) return 'moved';
      expected = delivery.position;
      await this.options.clock.sleep(Math.min(Math.floor(events.length * GATHER_MS_PER_ENTRY), MAX_GATHER_MS), signal);
    }
  }

  async #append(
    delivery: FeedDelivery,
    events: readonly NewEvent<'PricesReceived'>[],
    expected: string | null,
    signal: AbortSignal,
  ): Promise<boolean> {
    const step = { feed: this.feed.name, expected, next: delivery.position };
    const failed = (reason: string) => this.#failed(reason);
    if (!(await appendContiguously(events, step, { ...this.options, signal, failed }))) return false;
    this.#pause = FIRST_PAUSE_MS;
    this.#ingested.inc({ feed: this.feed.name }, delivery.trades.length + delivery.quotes.length);
    if (this.#status.delivered(delivery)) await this.#report();
    return true;
  }

  #failed(reason: string): void {
    if (this.#stopping.signal.aborted) return;
    this.options.logger.warn('A feed is down.', { feed: this.feed.name, reason });
    this.#status.turn('DOWN', reason);
    this.#reportedAt = 0;
  }

  async #tell(state: FeedStatus['state'], detail: string | null): Promise<void> {
    if (this.#status.turn(state, detail)) await this.#report();
  }

  /** Tells when a live feed turns quiet, and how it is doing every `REPORT_EVERY_MS`. */
  async #watch(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal);
      if (signal.aborted || this.#standingBy) continue;
      if (this.#opening && clock.now() - this.#opening.since >= CONNECT_LIMIT_MS) this.#opening.giveUp();
      if (this.feed.lagMs) this.#lag.set({ feed: this.feed.name }, this.feed.lagMs());
      const turned = this.#status.tick(clock.now());
      if (turned || clock.now() - this.#reportedAt >= REPORT_EVERY_MS) await this.#report();
    }
  }

  /** How a feed is doing is told as well as it can be: where the log is away, later. */
  async #report(): Promise<void> {
    const now = this.options.clock.now();
    this.#reportedAt = now;
    await this.options.log.append([this.#status.event(now)]).catch(() => {
      this.#reportedAt = 0;
    });
  }
}
