import type { Logger } from '@marketgraph/service';
import type { FeedNotice } from '../../domain/price-feed.ts';
import { Backoff, type VenueAttempts } from './backoff.ts';
import { plainReason } from './plain-reason.ts';
import type { MissingSymbol, Subscriptions } from './subscriptions.ts';
import { type SessionOptions, VenueSession } from './venue-session.ts';
import type { SocketEnd } from './venue-socket.ts';

/** A connection that was lost may be back at once; after this it is down. */
const RETURN_LIMIT_MS = 2_500;
const MOST_TOLD = 5;

export interface ConnectionOptions extends Pick<SessionOptions, 'venue' | 'clock' | 'metrics' | 'book'> {
  readonly random: () => number;
  readonly logger: Logger;
  readonly attempts: VenueAttempts;
  /** The state of this connection changed. */
  onState(): void;
  /** A symbol that the venue does not have. */
  onRefused(providerSymbol: string, reason: string): void;
}

/** One connection of a feed, kept up for as long as the feed is open: its symbols, and how it is doing. */
export class VenueConnection {
  state: FeedNotice = { state: 'CONNECTING', detail: null };
  /** When the venue last told anything. */
  heardAt: number | null = null;
  /** What the venue says who refuses all that it asks for. */
  vain: string | null = null;
  /** When it was found to have nothing to tell. */
  quietAt: number | null = null;
  /** Since when all of its symbols are followed, but those that the venue refused; null while some are asked for. */
  settledAt: number | null = null;
  /** By the venue's names. */
  readonly #symbols = new Map<string, string>();
  /** Of those, what the venue turned out not to have. */
  readonly #absent = new Map<string, string>();
  readonly #backoff: Backoff;
  #session: VenueSession | null = null;
  #isHeld = false;
  /** It went silent: that it answers subscriptions does not make it live again, a word of its own does. */
  wasSilent = false;
  #subscriptions: Subscriptions | null = null;

  constructor(readonly options: ConnectionOptions) {
    this.#backoff = new Backoff(options.random, options.attempts);
  }

  get symbols(): string[] {
    return [...this.#symbols.values()];
  }

  get size(): number {
    return this.#symbols.size;
  }

  follow(providerSymbol: string, symbol: string): void {
    this.#symbols.set(providerSymbol, symbol);
    this.settledAt = null;
    this.#session?.follow(providerSymbol);
  }

  /** The venue does not have it, though it let us subscribe. */
  refuse(providerSymbol: string, reason: string): void {
    if (this.#symbols.has(providerSymbol)) this.#absent.set(providerSymbol, reason);
    this.#session?.refuse(providerSymbol, reason);
  }

  /** It was found to have nothing to tell: that is a sign of life. */
  foundQuiet(at: number): void {
    this.quietAt = at;
    if (this.wasSilent) this.#isHeardAgain();
  }

  hold(isFull: boolean): void {
    this.#isHeld = isFull;
    this.#session?.hold(isFull);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { attempts } = this.options;
    attempts.join();
    signal.addEventListener('abort', () => attempts.leave(), { once: true });
    while (!signal.aborted) {
      void this.#expect(this.state, signal);
      const end = await this.#attempt(signal);
      if (signal.aborted) return;
      this.#lost(end, signal);
      await this.options.clock.sleep(Math.max(this.#backoff.nextMs(this.options.clock.now()), end.retryAfterMs ?? 0), signal);
    }
  }

  async #attempt(signal: AbortSignal): Promise<SocketEnd> {
    try {
      this.#session = new VenueSession(this.#sessionOptions(), this.#symbols, signal);
      for (const [name, reason] of this.#absent) this.#session.refuse(name, reason);
      if (this.#isHeld) this.#session.hold(true);
      return await this.#session.ended();
    } catch (error) {
      // An address that is none.
      return { reason: plainReason(error, this.options.venue.url), rateLimited: false, retryAfterMs: null, wasSilent: false };
    } finally {
      this.#session = null;
    }
  }

  #sessionOptions(): SessionOptions {
    return {
      ...this.options,
      onHeard: (at, isData) => {
        this.heardAt = at;
        if (isData) this.#backoff.reset();
        if (this.wasSilent) this.#isHeardAgain();
      },
      onSubscriptions: (subscriptions) => this.#judge(subscriptions),
      onRateLimited: (reason) => this.#turn('RATE_LIMITED', reason),
    };
  }

  #lost({ reason, rateLimited, wasSilent }: SocketEnd, signal: AbortSignal): void {
    const { metrics, book, logger, venue } = this.options;
    metrics.reconnected();
    this.wasSilent ||= wasSilent;
    this.#subscriptions = null;
    this.settledAt = null;
    book.interrupted(this.#symbols.values(), reason);
    logger.info('A connection to a venue was lost.', { feed: venue.source, reason });
    const wasLive = this.state.state === 'LIVE';
    if (rateLimited) {
      book.away(this.#symbols.values(), reason, this.options.clock.now());
      this.#turn('RATE_LIMITED', reason);
    } else this.#turn(wasLive && !wasSilent ? 'CONNECTING' : 'DOWN', reason);
    if (wasLive) void this.#expect(this.state, signal);
  }

  /** Whoever is connecting still after this time is down. */
  async #expect(connecting: FeedNotice, signal: AbortSignal): Promise<void> {
    if (connecting.state !== 'CONNECTING') return;
    await this.options.clock.sleep(RETURN_LIMIT_MS, signal);
    if (!signal.aborted && this.state === connecting)
      this.#turn('DOWN', this.#missing() ?? connecting.detail ?? `No connection within ${RETURN_LIMIT_MS / 1_000} s.`);
  }

  /** What an open connection lacks. */
  #missing(): string | null {
    return this.#subscriptions && missingText(this.#subscriptions.missing);
  }

  #isHeardAgain(): void {
    this.wasSilent = false;
    if (this.#subscriptions) this.#judge(this.#subscriptions);
  }

  #judge(subscriptions: Subscriptions): void {
    this.#subscriptions = subscriptions;
    const { missing, followed, isSettled, isPaused } = subscriptions;
    for (const { name, reason, isRefused } of missing) if (isRefused) this.options.onRefused(name, reason ?? '');
    this.settledAt = isSettled && followed > 0 ? (this.settledAt ?? this.options.clock.now()) : null;
    if (isPaused) return;
    const detail = missingText(missing);
    // What is asked for again is refused until it is followed.
    if (followed > 0) this.vain = null;
    else if (isSettled) this.vain = detail;
    this.#tell(followed > 0, detail);
  }

  #tell(isFollowed: boolean, detail: string | null): void {
    if (isFollowed && this.wasSilent) return;
    if (isFollowed) this.#turn('LIVE', detail);
    else if (this.vain !== null || (detail !== null && this.state.state === 'DOWN')) this.#turn('DOWN', detail);
  }

  #turn(state: FeedNotice['state'], detail: string | null): void {
    if (this.state.state === state && this.state.detail === detail) return;
    this.state = { state, detail };
    const { book, clock } = this.options;
    if (state === 'DOWN') book.away(this.#symbols.values(), detail ?? 'The connection is down.', clock.now());
    this.options.onState();
  }
}

function missingText(missing: readonly MissingSymbol[]): string | null {
  const told = missing.slice(0, MOST_TOLD).map(({ name, reason }) => `${name} (${reason ?? 'no answer yet'})`);
  const more = missing.length > told.length ? ` and ${missing.length - told.length} more` : '';
  return missing.length > 0 ? `Not followed: ${told.join(', ')}${more}.` : null;
}
