import type { Clock, Logger } from '@marketgraph/service';
import type { FeedDelivery, FeedNotice } from '../../domain/price-feed.ts';
import type { VenueAttempts } from './backoff.ts';
import { type FillerOptions, fillGaps, watchHoles } from './gap-filler.ts';
import { plainReason } from './plain-reason.ts';
import { QuietMarket } from './quiet-market.ts';
import { StreamBook } from './stream-book.ts';
import type { StreamMetrics } from './stream-metrics.ts';
import { StreamOutbox } from './stream-outbox.ts';
import type { RefusedSymbol, StreamVenue } from './stream-venue.ts';
import { VenueConnection } from './venue-connection.ts';

const NOT_RUNNING = 'The feed was not read.';
const NONE_OF_THEM: FeedNotice = { state: 'DOWN', detail: 'The venue has none of the symbols.' };
/** It may be asked to track one. */
const NOTHING_YET: FeedNotice = { state: 'CONNECTING', detail: 'There is no symbol to follow yet.' };
const MOST_DETAILS = 3;
const WORST_FIRST = ['DOWN', 'RATE_LIMITED', 'CONNECTING', 'LIVE'] as const;

export interface RunOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  /** Outlives the runs of a feed. */
  readonly attempts: VenueAttempts;
}

/** A feed while it is open: its connections, and what they have told. */
export class StreamRun {
  readonly #outbox: StreamOutbox;
  readonly #book: StreamBook;
  readonly #connections: VenueConnection[] = [];
  readonly #refused = new Set<string>();
  readonly #filling: FillerOptions;
  #told: FeedNotice | null = null;
  /** When the venue was heard of before the connection was lost. */
  #heardBefore: number | null = null;
  #wasLive = false;

  constructor(
    readonly options: RunOptions,
    position: string | null,
    readonly signal: AbortSignal,
  ) {
    const { venue, metrics, clock, logger } = options;
    this.#outbox = new StreamOutbox((isFull) => {
      for (const connection of this.#connections) connection.hold(isFull);
    });
    this.#book = new StreamBook(venue, this.#outbox, metrics, position, clock.now());
    this.#filling = { venue, clock, logger, book: this.#book, outbox: this.#outbox };
  }

  /** Begins to follow these, and to fill what the position says is missing. */
  start(symbols: readonly string[]): void {
    this.#book.interrupted(symbols, NOT_RUNNING);
    for (const symbol of symbols) if (!this.follow(symbol)) this.#tellRefused(symbol, 'The venue cannot follow it.');
    void watchHoles(this.#filling, this.signal);
    void fillGaps(this.#filling, this.signal);
    this.#tellState();
  }

  /** False where the venue does not have it, or follows no more than it does. */
  follow(symbol: string): boolean {
    const { venue } = this.options;
    const providerSymbol = venue.providerSymbolOf(symbol);
    if (providerSymbol === null) return false;
    const roomy = this.#connections.find(({ size }) => size < venue.maxSymbols);
    if (!roomy && this.#connections.length >= (venue.maxConnections ?? Number.POSITIVE_INFINITY)) return false;
    (roomy ?? this.#connect()).follow(providerSymbol, symbol);
    if (this.#wasLive) this.#ask([symbol], null);
    return true;
  }

  /** When the connection that was silent for longest last told anything, or was found to have nothing to tell. */
  heardAt(): number | null {
    return earliest(this.#able.map(({ heardAt, quietAt }) => Math.max(heardAt ?? 0, quietAt ?? 0)));
  }

  async *items(): AsyncGenerator<FeedDelivery | FeedNotice> {
    while (!this.signal.aborted) {
      await this.#outbox.arrival(this.signal);
      // Frames that came in one go are told in one go.
      await new Promise((resolve) => setImmediate(resolve));
      for (let notice = this.#outbox.takeNotice(); notice && !this.signal.aborted; notice = this.#outbox.takeNotice()) yield notice;
      const delivery = this.signal.aborted ? null : this.#delivery();
      if (delivery) yield delivery;
    }
  }

  #delivery(): FeedDelivery | null {
    const items = this.#outbox.takeItems();
    if (!items) return null;
    const { clock, venue } = this.options;
    return { source: venue.source, provenance: 'LIVE', receivedAt: clock.now(), ...items, position: this.#book.position() };
  }

  #connect(): VenueConnection {
    const connection = new VenueConnection({
      ...this.options,
      book: this.#book,
      onState: () => this.#tellState(),
      onRefused: (name, reason) => this.#tellRefused(name, reason),
    });
    this.#connections.push(connection);
    connection.hold(this.#outbox.isFull);
    // Once everything that is asked for together is known.
    queueMicrotask(() => void connection.run(this.signal));
    if (this.options.venue.isQuiet) void new QuietMarket({ ...this.options, book: this.#book }, connection).watch(this.signal);
    return connection;
  }

  /** Those that have something to follow; all of them where none has. */
  get #able(): readonly VenueConnection[] {
    const able = this.#connections.filter(({ vain }) => vain === null);
    return able.length > 0 ? able : this.#connections;
  }

  /** A feed is as well as the worst of its connections; one whose symbols the venue refuses harms the others not. */
  #state(): FeedNotice {
    const states = this.#able.map(({ state }) => state);
    const worst = WORST_FIRST.find((state) => states.some((one) => one.state === state));
    if (worst === undefined) return this.#refused.size > 0 ? NONE_OF_THEM : NOTHING_YET;
    const told = states.filter(({ state }) => state === worst).map(({ detail }) => detail);
    const details = new Set([...told, ...this.#connections.map(({ vain }) => vain)].filter((detail) => detail !== null));
    return { state: worst, detail: details.size > 0 ? [...details].slice(0, MOST_DETAILS).join(' ') : null };
  }

  #tellState(): void {
    const notice = this.#state();
    if (notice.state === this.#told?.state && notice.detail === this.#told.detail) return;
    if (this.#told?.state === 'LIVE' && notice.state !== 'LIVE')
      this.#heardBefore = earliest(this.#able.map(({ heardAt }) => heardAt ?? 0));
    if (notice.state === 'LIVE' && this.#told?.state !== 'LIVE') this.#seed(!this.#wasLive);
    this.#wasLive ||= notice.state === 'LIVE';
    this.#told = notice;
    this.#outbox.notice(notice);
  }

  #tellRefused(name: string, reason: string): void {
    if (this.#refused.has(name)) return;
    this.#refused.add(name);
    this.options.logger.warn('A venue refused a symbol.', { feed: this.options.venue.source, symbol: name, reason });
  }

  /** What REST tells beside the stream is welcome, not needed. */
  #seed(isFirst: boolean): void {
    const symbols = this.#connections.flatMap((connection) => connection.symbols);
    this.#ask(symbols, isFirst ? null : this.#heardBefore);
  }

  /** `since`: null for those of which nothing is known yet. */
  #ask(symbols: readonly string[], since: number | null): void {
    const { venue } = this.options;
    if (since === null) {
      const names = symbols.flatMap((symbol) => venue.providerSymbolOf(symbol) ?? []);
      this.#add('refusals', venue.refusals?.(names, this.signal), (refused) => this.#refuse(refused));
      this.#add('snapshots', venue.snapshots?.(symbols, this.signal), (snapshots) => this.#outbox.snapshots(snapshots));
    }
    this.#add('candles', venue.candles?.(symbols, since, this.signal), (candles) => this.#outbox.candles(candles));
  }

  #refuse(refused: readonly RefusedSymbol[]): void {
    for (const { providerSymbol, reason } of refused) for (const connection of this.#connections) connection.refuse(providerSymbol, reason);
  }

  #add<T>(what: string, asked: Promise<T> | undefined, add: (answer: T) => void): void {
    const { venue, logger } = this.options;
    const failed = (error: unknown) =>
      logger.warn('A venue did not tell what it was asked for beside its stream.', {
        feed: venue.source,
        what,
        reason: plainReason(error, venue.url),
      });
    asked?.then((answer) => (this.signal.aborted ? undefined : add(answer)), failed);
  }
}

/** Null where there is none, or none yet. */
function earliest(times: readonly number[]): number | null {
  const first = Math.min(...times);
  return times.length > 0 && first > 0 ? first : null;
}
