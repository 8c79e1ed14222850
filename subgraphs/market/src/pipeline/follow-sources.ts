import { decodeCursor, encodeCursor, isBehind, type Log, type LogPlace, type TailItem } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { RecordedQuote } from '../domain/quote.ts';
import { SourceHealth, type SourcePatience, usualPatience } from '../domain/source-health.ts';
import type { SourceSpans } from '../domain/source-spans.ts';
import { ActiveSources } from './active-sources.ts';
import { CLOSED } from './feed-status.ts';
import { RECORDER_GROUP } from './record-prices.ts';

export const RETRY_MS = 1_000;

export interface SourceFollowing {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is recorded of symbols with several sources. */
  recordedSpans(): Promise<ReadonlyMap<string, SourceSpans<string>>>;
  lastQuotes(): Promise<readonly RecordedQuote[]>;
  /** The sources of each symbol that has several live ones, the preferred one first. */
  readonly order: ReadonlyMap<string, readonly string[]>;
  readonly patience?: SourcePatience;
}

/** Where the log is followed from, where it ended then, and of whom a quote is recorded. */
export interface FollowedFrom {
  readonly place: LogPlace;
  readonly head: LogPlace;
  readonly known: ReadonlySet<string>;
}

/** What every process that ingests knows of the sources of symbols with several: who is active, and how their feeds are doing. */
export class SourceFollower {
  readonly active: ActiveSources;
  readonly health: SourceHealth;
  fault: string | null = null;
  /** Who told of a symbol last. */
  readonly #speakers = new Map<string, string>();

  constructor(
    readonly options: SourceFollowing,
    /** A feed has told how it is doing. */
    private readonly heard: () => void,
  ) {
    this.active = new ActiveSources(options.order);
    this.health = new SourceHealth(options.patience ?? usualPatience, options.clock.now());
  }

  /** Who may be active, the preferred one first; of a symbol that had alternatives the one that alone tells of it now. */
  orderOf(symbol: string): readonly string[] {
    const speaker = this.#speakers.get(symbol);
    return this.options.order.get(symbol) ?? (speaker === undefined ? [] : [speaker]);
  }

  /** Null where no symbol has or had alternatives. */
  async begin(): Promise<FollowedFrom | null> {
    const { log } = this.options;
    const place = await log.committed([RECORDER_GROUP]);
    const known = await this.#restore();
    return this.active.symbols().length === 0 ? null : { place, known, head: await log.head() };
  }

  /** Goes on until the signal aborts; resolves `caughtUp` when it has come to where the log ended at the beginning. */
  async follow({ place: from, head }: FollowedFrom, signal: AbortSignal, caughtUp: () => void): Promise<void> {
    const { log, clock, logger } = this.options;
    if (isBehind(head, from)) caughtUp();
    for (let place = from; !signal.aborted; ) {
      try {
        this.fault = null;
        for await (const item of log.tail({ after: encodeCursor(place), signal })) {
          place = await this.#hear(item, place);
          if (isBehind(head, place)) caughtUp();
        }
      } catch (error) {
        this.fault = reasonOf(error);
        logger.warn('The log cannot be followed; trying again.', { reason: reasonOf(error) });
      }
      await clock.sleep(RETRY_MS, signal);
    }
  }

  /** Answers of whom a quote is recorded. */
  async #restore(): Promise<ReadonlySet<string>> {
    this.active.restore(await this.options.recordedSpans());
    if (this.active.symbols().length === 0) return new Set();
    const quotes = (await this.options.lastQuotes()).filter(({ symbol }) => this.#isWatched(symbol));
    for (const { symbol, source, quote } of quotes) this.active.priced(symbol, source, quote.asOf);
    return new Set(quotes.map(({ symbol, source }) => `${symbol} ${source}`));
  }

  async #hear(item: TailItem, place: LogPlace): Promise<LogPlace> {
    if (item.kind === 'gap') {
      await this.#restore();
      return decodeCursor(item.to) ?? place;
    }
    for (const { event } of item.events) this.#apply(event);
    return item.events.at(-1)?.place ?? place;
  }

  #apply(event: AnyEvent): void {
    if (event.type === 'SourceChanged') {
      this.active.apply(event.payload);
    } else if (event.type === 'PricesReceived' && this.#isWatched(event.payload.symbol)) {
      const { symbol, source, provenance, trades, quotes } = event.payload;
      if (trades.key.length + quotes.key.length > 0) this.active.priced(symbol, source, event.occurredAt);
      if (provenance === 'LIVE' || provenance === 'DELAYED') this.#speakers.set(symbol, source);
    } else if (event.type === 'FeedChanged') {
      const { name, state, detail } = event.payload;
      const now = this.options.clock.now();
      // What lay in the log before this process came is as old as it says.
      const isOld = now - event.publishedAt > this.health.patience.silentMs;
      this.health.hear(name, state, detail === CLOSED, isOld ? event.publishedAt : now);
      this.heard();
    }
  }

  /** What is followed now by one feed alone may have had several before. */
  #isWatched(symbol: string): boolean {
    return this.options.order.has(symbol) || this.active.activeOf(symbol) !== null;
  }
}
