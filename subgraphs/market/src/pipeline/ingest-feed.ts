import { type Health, type Part, reasonOf } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { sessionAt } from '../domain/calendar.ts';
import { OpenGaps } from '../domain/open-gaps.ts';
import type { Lease } from '../domain/ports.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { VenueCalendars } from '../domain/venue-calendars.ts';
import { FeedMarks } from './feed-marks.ts';
import { type FeedPlace, FeedReading } from './feed-reading.ts';
import { FeedStatus } from './feed-status.ts';
import { FeedTelling } from './feed-telling.ts';
import { watchFeed } from './feed-watch.ts';
import { announceInstruments, backfill } from './ingest-announce.ts';
import type { IngestOptions } from './ingest-options.ts';
import { ImpossibleTimes } from './ingest-refuse.ts';
import { restoreQuotes } from './ingest-restore.ts';
import { StandbyTrades } from './standby-trades.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/** Leads one feed, or stands by until it can: reads it from where the log says that it stands, and tells how it is doing. */
export class FeedIngest implements Part {
  readonly name: string;
  readonly #place: FeedPlace;
  readonly #status: FeedStatus;
  readonly #stopping = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  #standingBy = true;
  #finished = false;
  #pause = FIRST_PAUSE_MS;
  #logTrouble: string | null = null;
  #reading: FeedReading | null = null;
  #running: Promise<unknown> | undefined;

  constructor(
    readonly feed: PriceFeed,
    readonly options: IngestOptions,
  ) {
    const { metrics, clock } = options;
    this.name = `feed ${feed.name}`;
    const gaps = new OpenGaps();
    this.#status = new FeedStatus(feed, factsOf(feed, gaps, options.calendars), clock.now());
    this.#place = {
      feed,
      options,
      gaps,
      telling: new FeedTelling(feed, this.#status, options),
      marks: new FeedMarks(feed, options),
      standby: new StandbyTrades(),
      impossible: new ImpossibleTimes(feed.name, options),
      ingested: metrics.counter('market_ingested_total', 'Trades and quotes that the log has taken.', ['feed']),
      logTrouble: (reason) => this.#logIs(reason),
      begun: () => this.#begun.resolve(),
    };
  }

  /** Resolves when prices can flow, when another process leads, or when the first attempt failed: the rest is supervision. */
  async start(): Promise<void> {
    const watched = { place: this.#place, reading: () => this.#reading, isLeading: () => !this.#standingBy };
    this.#running = Promise.all([this.#supervise(), watchFeed(watched, this.options, this.#stopping.signal)]);
    const soon = this.options.clock.sleep(SECOND_MS, this.#stopping.signal);
    await Promise.race([this.#begun.promise, soon.then(() => (this.#standingBy ? undefined : this.#begun.promise))]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#place.telling.settled();
  }

  health(): Health {
    if (this.#standingBy) return { healthy: this.#running !== undefined, detail: 'Another process leads.' };
    if (this.#logTrouble !== null) return { healthy: false, detail: this.#logTrouble };
    const { state, detail } = this.#status;
    return { healthy: state !== 'DOWN', detail: detail ?? state };
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stopping;
    const { leadership, logger, clock } = this.options;
    while (!signal.aborted && !this.#finished) {
      this.#standingBy = true;
      const lease = await leadership.lead(this.feed.name, signal);
      if (!lease) break;
      this.#standingBy = false;
      await this.#lead(lease).catch((error) => this.#failed(reasonOf(error)));
      this.#begun.resolve();
      await lease.release().catch((error) => logger.warn('A lease was not given back.', { reason: reasonOf(error) }));
      if (this.#finished) break;
      this.#status.reopens();
      await clock.sleep(this.#pause, signal);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    }
    this.#begun.resolve();
  }

  async #lead(lease: Lease): Promise<void> {
    const led = new AbortController();
    const stopTelling = this.options.marks?.onActive(this.feed.name, (symbols) => this.#reading?.tellAgain(symbols));
    this.#beside(AbortSignal.any([this.#stopping.signal, led.signal]));
    try {
      await announceInstruments(this.feed, this.options);
      await backfill(this.feed, this.options);
      await this.#readOn(lease);
    } finally {
      led.abort();
      stopTelling?.();
    }
  }

  /**
   * A lease that is lost does not end it: where only Postgres is away, prices must go on. Should another process lead
   * meanwhile, the log tells by refusing this one's next step.
   */
  async #readOn(lease: Lease): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const outcome = await this.#read(signal);
      if (signal.aborted) return;
      if (outcome === 'ended') {
        this.#finished = true;
        return this.#turn('QUIET', 'finished');
      }
      if (lease.lost.aborted) return;
      this.#status.reopens();
      await this.options.clock.sleep(FIRST_PAUSE_MS, signal);
    }
  }

  async #read(signal: AbortSignal): Promise<'moved' | 'ended'> {
    this.#place.telling.turned(this.#status.opened(this.options.clock.now()));
    const position = await this.options.log.feedPosition(this.feed.name);
    const gaps = { open: this.#place.gaps, record: this.options.gaps };
    const book = await restoreQuotes(this.feed, { ...this.options, gaps, signal });
    const reading = new FeedReading(this.#place, position, book);
    this.#reading = reading;
    try {
      return await reading.run(signal);
    } catch (error) {
      this.#turn('DOWN', reasonOf(error));
      if (this.#place.marks.follow(this.#status, this.options.clock.now())) await reading.tellStale(signal);
      throw error;
    } finally {
      this.#reading = null;
    }
  }

  #beside(signal: AbortSignal): void {
    const { whileLeading, logger } = this.options;
    whileLeading?.(this.feed, signal).catch((error) => {
      logger.error('What goes on beside a feed has failed.', { feed: this.feed.name, reason: reasonOf(error) });
    });
  }

  #failed(reason: string): void {
    if (this.#stopping.signal.aborted) return;
    this.options.logger.warn('A feed is down.', { feed: this.feed.name, reason });
    this.#turn('DOWN', reason);
  }

  #logIs(trouble: string | null): void {
    this.#logTrouble = trouble;
    if (trouble === null) this.#pause = FIRST_PAUSE_MS;
  }

  #turn(state: FeedStatus['state'], detail: string | null): void {
    this.#place.telling.turned(this.#status.turn(state, detail));
  }
}

function factsOf(feed: PriceFeed, gaps: OpenGaps, calendars: VenueCalendars | undefined) {
  return {
    instrumentCount: () => feed.instruments.length,
    openGaps: () => gaps.count,
    isOpen: (now: number) => feed.instruments.some(({ exchange }) => !exchange || sessionAt(exchange, now, calendars).open),
  };
}
