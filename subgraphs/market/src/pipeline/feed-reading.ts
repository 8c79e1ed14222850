import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent, NewEvent } from '@marketgraph/events';
import type { Clock, Logger, Metrics } from '@marketgraph/service';
import type { OpenGaps } from '../domain/open-gaps.ts';
import { type FeedDelivery, type FeedNotice, itemsIn, type PriceFeed } from '../domain/price-feed.ts';
import type { QuoteBook } from '../domain/quote-book.ts';
import type { SourceMarks } from './active-sources.ts';
import { appendContiguously } from './contiguous-append.ts';
import type { FeedMarks } from './feed-marks.ts';
import type { FeedTelling } from './feed-telling.ts';
import { gapEvents } from './gap-events.ts';
import { deliveryEvents } from './ingest-events.ts';
import { DeliveryGather, type Retelling } from './ingest-gather.ts';
import type { ImpossibleTimes } from './ingest-refuse.ts';
import type { StandbyTrades } from './standby-trades.ts';

/** A connection that hangs while it is made is no connection. */
const CONNECT_LIMIT_MS = 15_000;
const MUTE = `Not a word within ${CONNECT_LIMIT_MS / 1_000} s of connecting.`;
/** After an append the next one waits in proportion to what readers have to do: at few entries not at all (a timer's least is 1 ms). */
const GATHER_MS_PER_ENTRY = 0.1;
const MAX_GATHER_MS = 50;

export interface ReadingOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly marks?: SourceMarks;
}

/** What lasts longer than one reading of a feed. */
export interface FeedPlace {
  readonly feed: PriceFeed;
  readonly options: ReadingOptions;
  readonly telling: FeedTelling;
  readonly marks: FeedMarks;
  readonly standby: StandbyTrades;
  readonly gaps: OpenGaps;
  readonly impossible: ImpossibleTimes;
  readonly ingested: ReturnType<Metrics['counter']>;
  /** The log does not take what was read (a reason), or it does again (null). */
  logTrouble(reason: string | null): void;
  begun(): void;
}

/** One opening of a feed, from a position of the log on, until the feed ends or stands elsewhere. */
export class FeedReading {
  readonly #gather = new DeliveryGather();
  readonly #mute = Promise.withResolvers<never>();
  /** Until the feed has said anything. */
  #openedAt: number | null;
  #expected: string | null;

  constructor(
    readonly place: FeedPlace,
    position: string | null,
    readonly book: QuoteBook,
  ) {
    this.#expected = position;
    this.#openedAt = place.options.clock.now();
    this.#mute.promise.catch(() => undefined);
  }

  /** Resolves with `moved` when the log says that the feed stands elsewhere: then it is to be opened anew from there. */
  async run(signal: AbortSignal): Promise<'moved' | 'ended'> {
    const attempt = new AbortController();
    try {
      return await Promise.race([this.#follow(signal, attempt), this.#mute.promise]);
    } finally {
      this.#openedAt = null;
      attempt.abort();
    }
  }

  /** The quotes of these are to be told again. */
  tellAgain(symbols: readonly string[]): void {
    this.#gather.tellAgain(symbols);
  }

  /** Those too that went stale, or are fresh again. */
  mark(now: number): void {
    const { marks, telling } = this.place;
    if (marks.follow(telling.status, now)) this.#gather.tellAgain(null);
  }

  /** Gives up a feed that hangs while it connects. */
  look(now: number): void {
    if (this.#openedAt !== null && now - this.#openedAt >= CONNECT_LIMIT_MS) this.#mute.reject(new Error(MUTE));
  }

  /** Its last word before it is opened anew, or another process reads it: whoever listens is to know that nothing comes. */
  async tellStale(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#tellAgain({ symbols: null }, signal);
  }

  /** Reading and appending go on beside each other: what arrives while the log is busy is gathered for the next append. */
  async #follow(signal: AbortSignal, attempt: AbortController): Promise<'moved' | 'ended'> {
    const reading = this.#deliver(AbortSignal.any([signal, attempt.signal])).finally(() => this.#gather.end());
    reading.catch(() => undefined);
    const outcome = await this.#appendAll(signal);
    // A reader that waits for room, or for its next delivery, is to end.
    attempt.abort();
    this.#gather.end();
    await reading;
    return outcome;
  }

  async #deliver(signal: AbortSignal): Promise<void> {
    const { feed, begun } = this.place;
    const deliveries = feed.open(this.#expected, signal);
    begun();
    for await (const delivery of deliveries) {
      this.#openedAt = null;
      if (signal.aborted) return;
      if (!('state' in delivery) && itemsIn(delivery) > 0) await this.#gather.put(delivery);
      else this.#hear('state' in delivery ? delivery : null);
    }
  }

  /** A notice, or a delivery without anything. */
  #hear(notice: FeedNotice | null): void {
    const { telling, options } = this.place;
    const now = options.clock.now();
    telling.turned(notice ? telling.status.noticed(notice, now) : telling.status.nothingYet(now));
    this.mark(now);
  }

  async #appendAll(signal: AbortSignal): Promise<'moved' | 'ended'> {
    for (;;) {
      const taken = await this.#gather.take();
      if (!taken) return 'ended';
      const isTaken = 'trades' in taken ? await this.#tell(taken, signal) : await this.#tellAgain(taken, signal);
      if (!isTaken) return 'moved';
    }
  }

  async #tell(taken: FeedDelivery, signal: AbortSignal): Promise<boolean> {
    const { feed, options, telling, marks, standby, gaps, impossible, ingested } = this.place;
    const delivery = impossible.without(taken);
    this.book.hear(delivery.source, delivery.provenance);
    const events = [
      ...gapEvents(feed.name, delivery, (symbol) => this.book.lists(symbol)),
      ...deliveryEvents(delivery, this.book, options.marks),
    ];
    if (!(await this.#append(events, delivery.position, signal))) return false;
    const prices = events.filter((event) => event.type === 'PricesReceived');
    marks.priced(prices.map(({ key }) => key));
    for (const event of prices) standby.told(event);
    for (const gap of delivery.gaps ?? []) if (this.book.lists(gap.symbol)) gaps.tell(gap);
    ingested.inc({ feed: feed.name }, delivery.trades.length + delivery.quotes.length);
    if (telling.turned(telling.status.delivered(delivery) || (delivery.gaps?.length ?? 0) > 0)) this.mark(options.clock.now());
    await options.clock.sleep(Math.min(Math.floor(events.length * GATHER_MS_PER_ENTRY), MAX_GATHER_MS), signal);
    return true;
  }

  /** In a step that goes nowhere: only who still leads may tell it. Before its first position a feed has told no quote. */
  async #tellAgain(again: Retelling, signal: AbortSignal): Promise<boolean> {
    const quotes = this.place.marks.events(this.book, again, this.place.options.clock.now());
    const events = quotes.flatMap((quote) => (again.symbols?.has(quote.key) ? this.#withTrades(quote) : [quote]));
    if (events.length === 0 || this.#expected === null) return true;
    return this.#append(events, this.#expected, signal);
  }

  /** With the trades that were told while the source stood by, and count now. */
  #withTrades(quote: NewEvent<'PricesReceived'>): NewEvent<'PricesReceived'>[] {
    const { standby, options } = this.place;
    const told = standby.take(quote.key, options.marks?.countsFrom(quote.key) ?? Number.POSITIVE_INFINITY);
    return told.length === 0 ? [quote] : told.map((trades) => ({ ...quote, payload: { ...quote.payload, trades } }));
  }

  async #append(events: readonly AnyNewEvent[], next: string, signal: AbortSignal): Promise<boolean> {
    const { feed, options, logTrouble } = this.place;
    const step = { feed: feed.name, expected: this.#expected, next };
    if (!(await appendContiguously(events, step, { ...options, signal, failed: logTrouble }))) return false;
    logTrouble(null);
    this.#expected = next;
    return true;
  }
}
