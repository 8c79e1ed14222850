import type { Clock, Logger } from '@marketgraph/service';
import type { FeedNotice } from '../../domain/price-feed.ts';
import type { FrameSign, MappedFrame, WireMapper } from '../wire-mapper.ts';
import { Backoff } from './backoff.ts';
import { plainReason } from './plain-reason.ts';
import type { StreamBook } from './stream-book.ts';
import type { StreamMetrics } from './stream-metrics.ts';
import type { StreamVenue } from './stream-venue.ts';
import { Subscriptions } from './subscriptions.ts';
import { VenueSocket } from './venue-socket.ts';

const LEAST_MUTE_MS = 15_000;
const MOST_TOLD = 5;

export interface ConnectionOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  readonly book: StreamBook;
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
  /** By the venue's names. */
  readonly #symbols: Map<string, string>;
  readonly #backoff: Backoff;
  #socket: VenueSocket | null = null;
  #subscriptions: Subscriptions | null = null;
  #isPaused = false;

  constructor(
    readonly options: ConnectionOptions,
    symbols: Iterable<readonly [string, string]>,
  ) {
    this.#symbols = new Map(symbols);
    this.#backoff = new Backoff(options.random);
  }

  get symbols(): string[] {
    return [...this.#symbols.values()];
  }

  get size(): number {
    return this.#symbols.size;
  }

  follow(providerSymbol: string, symbol: string): void {
    this.#symbols.set(providerSymbol, symbol);
    this.#subscriptions?.add([providerSymbol]);
  }

  /** While nobody takes what was read, nothing is read. */
  hold(isFull: boolean): void {
    this.#isPaused = isFull;
    if (isFull) this.#socket?.pause();
    else this.#socket?.resume();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, metrics, book, venue, logger } = this.options;
    while (!signal.aborted) {
      const { reason, rateLimited, retryAfterMs } = await this.#session(signal);
      if (signal.aborted) return;
      metrics.reconnected();
      book.interrupted(this.#symbols.values(), reason);
      logger.info('A connection to a venue was lost.', { feed: venue.source, reason });
      this.#turn(rateLimited ? 'RATE_LIMITED' : 'DOWN', reason);
      await clock.sleep(Math.max(this.#backoff.nextMs(), retryAfterMs ?? 0), signal);
    }
  }

  async #session(signal: AbortSignal) {
    const { venue, clock } = this.options;
    const session = new AbortController();
    const both = AbortSignal.any([signal, session.signal]);
    const mapper = venue.mapper((providerSymbol) => this.#symbols.get(providerSymbol) ?? null);
    this.options.book.places.beginConnection();
    const muteLimitMs = Math.max(LEAST_MUTE_MS, venue.expectedIntervalMs * 3);
    const socket = new VenueSocket({
      ...{ url: venue.url, clock, signal, muteLimitMs, probe: venue.probe },
      handshakeReason: (status) => venue.handshakeReason?.(status) ?? null,
      onOpen: () => void subscriptions.run(both),
      onFrame: (frame) => this.#read(mapper, frame),
    });
    const subscriptions = new Subscriptions({
      venue,
      clock,
      send: (message) => socket.send(message),
      onChange: () => this.#judge(subscriptions),
    });
    subscriptions.add(this.#symbols.keys());
    [this.#socket, this.#subscriptions] = [socket, subscriptions];
    if (this.#isPaused) socket.pause();
    const end = await socket.ended;
    session.abort();
    [this.#socket, this.#subscriptions] = [null, null];
    return end;
  }

  #read(mapper: WireMapper, frame: string): void {
    const now = this.options.clock.now();
    this.heardAt = now;
    const before = mapper.malformed;
    const mapped = this.#mapped(mapper, frame, now);
    if (mapper.malformed > before) this.options.metrics.malformed(mapper.malformed - before);
    if (!mapped) return;
    if (isData(mapped)) this.#backoff.reset();
    this.options.book.put(mapped, now);
    for (const sign of mapped.signs ?? []) this.#heed(sign);
  }

  /** Whatever a venue sends, it ends neither the connection nor the process. */
  #mapped(mapper: WireMapper, frame: string, now: number): MappedFrame | null {
    try {
      return mapper.read(frame, now);
    } catch {
      this.options.metrics.malformed(1);
      return null;
    }
  }

  #heed(sign: FrameSign): void {
    const told = 'reason' in sign ? plainReason(sign.reason, this.options.venue.url) : '';
    if (sign.kind === 'ACKNOWLEDGED') this.#subscriptions?.acknowledged(sign.providerSymbols);
    if (sign.kind === 'REFUSED') this.#subscriptions?.refused(sign.providerSymbol, told);
    if (sign.kind === 'ENDING') this.#socket?.end(told);
    if (sign.kind !== 'RATE_LIMITED') return;
    this.#subscriptions?.rateLimited(sign.retryAfterMs);
    this.#turn('RATE_LIMITED', told);
  }

  #judge(subscriptions: Subscriptions): void {
    const { missing, followed, isSettled } = subscriptions;
    for (const [providerSymbol, reason] of missing) if (reason !== 'no answer yet') this.options.onRefused(providerSymbol, reason);
    if (this.options.clock.now() < subscriptions.pausedUntil) return;
    const told = missing.slice(0, MOST_TOLD).map(([one, reason]) => `${one} (${reason})`);
    const more = missing.length > told.length ? ` and ${missing.length - told.length} more` : '';
    const detail = missing.length > 0 ? `Not followed: ${told.join(', ')}${more}.` : null;
    if (followed > 0) this.#turn('LIVE', detail);
    else if (isSettled && missing.length > 0) this.#turn('DOWN', detail);
  }

  #turn(state: FeedNotice['state'], detail: string | null): void {
    if (this.state.state === state && this.state.detail === detail) return;
    this.state = { state, detail };
    this.options.onState();
  }
}

/** An open socket and an acknowledgement prove nothing; what comes through them does. */
function isData({ trades, quotes, signs = [] }: MappedFrame): boolean {
  return trades.length + quotes.length > 0 || signs.some(({ kind }) => kind === 'HEARTBEAT' || kind === 'NEWEST_TRADE');
}
