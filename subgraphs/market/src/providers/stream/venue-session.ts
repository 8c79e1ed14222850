import type { Clock } from '@marketgraph/service';
import type { FrameSign, MappedFrame, WireMapper } from '../wire-mapper.ts';
import { plainReason } from './plain-reason.ts';
import type { StreamBook } from './stream-book.ts';
import type { StreamMetrics } from './stream-metrics.ts';
import type { StreamVenue } from './stream-venue.ts';
import { Subscriptions } from './subscriptions.ts';
import { SymbolWatch } from './symbol-watch.ts';
import { type SocketEnd, VenueSocket } from './venue-socket.ts';

const LEAST_MUTE_MS = 15_000;
const STEADY_MS = 5_000;
const WATCH_MS = 1_000;

export interface SessionOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  readonly metrics: StreamMetrics;
  readonly book: StreamBook;
  /** The venue told something at this time, more than the answer to a subscription; `isData`: its connection has proven itself. */
  onHeard(at: number, isData: boolean): void;
  /** What became of its subscriptions. */
  onSubscriptions(subscriptions: Subscriptions): void;
  onRateLimited(reason: string): void;
}

/** One connection from its handshake to its end: it subscribes, reads frames and says what they mean. */
export class VenueSession {
  readonly #socket: VenueSocket;
  readonly #subscriptions: Subscriptions;
  readonly #mapper: WireMapper;
  readonly #watch: SymbolWatch;
  #isHeld = false;
  readonly #done = new AbortController();
  readonly #beganAt: number;

  constructor(
    readonly options: SessionOptions,
    /** By the venue's names. */
    readonly symbols: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ) {
    const { venue, clock } = options;
    this.#beganAt = clock.now();
    this.#mapper = venue.mapper((providerSymbol) => symbols.get(providerSymbol) ?? null);
    this.#watch = new SymbolWatch(venue.symbolIntervalMs ?? Number.POSITIVE_INFINITY);
    options.book.places.beginConnection();
    const both = AbortSignal.any([signal, this.#done.signal]);
    this.#socket = new VenueSocket({
      ...{ url: venue.url, clock, signal, muteLimitMs: venue.muteLimitMs ?? Math.max(LEAST_MUTE_MS, venue.expectedIntervalMs * 3) },
      handshakeReason: (status) => venue.handshakeReason?.(status) ?? null,
      onOpen: () => void Promise.all([this.#subscriptions.run(), this.#probe(both), this.#watchSymbols(both)]),
      onFrame: (frame) => this.#read(frame),
    });
    this.#subscriptions = new Subscriptions({
      ...{ venue, clock, signal: both, send: (message) => this.#socket.send(message) },
      onChange: () => {
        // They notice the end last.
        if (!both.aborted) options.onSubscriptions(this.#subscriptions);
      },
    });
    this.#subscriptions.add(symbols.keys());
  }

  async ended(): Promise<SocketEnd> {
    const end = await this.#socket.ended;
    this.#done.abort();
    return end;
  }

  follow(providerSymbol: string): void {
    this.#subscriptions.add([providerSymbol]);
  }

  refuse(providerSymbol: string, reason: string): void {
    this.#subscriptions.absent(providerSymbol, reason);
  }

  /** While nobody takes what was read, nothing is read. */
  hold(isFull: boolean): void {
    this.#isHeld = isFull;
    if (isFull) this.#socket.pause();
    else this.#socket.resume();
  }

  /** One symbol's silence is noticed while the others are told of; all of them are silent together where the connection is. */
  async #watchSymbols(signal: AbortSignal): Promise<void> {
    const { clock, venue } = this.options;
    if (venue.symbolIntervalMs === undefined) return;
    for (let last = clock.now(); ; ) {
      await clock.sleep(WATCH_MS, signal);
      if (signal.aborted) return;
      const now = clock.now();
      // What was told while we did not listen is still unread.
      if (this.#isHeld || this.#subscriptions.isPaused || now - last > 2 * WATCH_MS) this.#watch.restart(now);
      else this.#doubt(now);
      last = now;
    }
  }

  #doubt(now: number): void {
    for (const name of this.#subscriptions.followedNames) this.#watch.expect(this.symbols.get(name) ?? name, now);
    const silent = this.#watch.silent(now);
    if (silent.length === 0) return;
    const reason = `Nothing was told of it for ${this.#watch.limitMs / 1_000} s.`;
    this.options.book.away(silent, reason, now);
    for (const symbol of silent) this.#subscriptions.silent(this.#nameOf(symbol), reason);
  }

  #nameOf(symbol: string): string {
    return [...this.symbols].find(([, one]) => one === symbol)?.[0] ?? symbol;
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const { probe } = this.options.venue;
    while (probe && !signal.aborted) {
      await this.options.clock.sleep(probe.everyMs, signal);
      if (!signal.aborted) await this.#subscriptions.say(probe.message());
    }
  }

  #read(frame: string): void {
    const { clock, metrics, book, onHeard } = this.options;
    const now = clock.now();
    const before = this.#mapper.malformed;
    const mapped = this.#mapped(frame, now);
    if (this.#mapper.malformed > before) metrics.malformed(this.#mapper.malformed - before);
    if (!mapped || !isAnswer(mapped)) onHeard(now, mapped !== null && isData(mapped, now - this.#beganAt));
    if (!mapped) return;
    book.put(mapped, now);
    for (const symbol of this.#watch.heard(mapped, now)) this.#subscriptions.told(this.#nameOf(symbol));
    for (const sign of mapped.signs ?? []) this.#heed(sign);
  }

  /** Whatever a venue sends, it ends neither the connection nor the process. */
  #mapped(frame: string, now: number): MappedFrame | null {
    try {
      return this.#mapper.read(frame, now);
    } catch {
      this.options.metrics.malformed(1);
      return null;
    }
  }

  #heed(sign: FrameSign): void {
    const told = 'reason' in sign ? plainReason(sign.reason, this.options.venue.url) : '';
    if (sign.kind === 'ACKNOWLEDGED') this.#subscriptions.acknowledged(sign.providerSymbols);
    if (sign.kind === 'REFUSED') this.#subscriptions.refused(sign.providerSymbol, told);
    if (sign.kind === 'ENDING') this.#socket.end(told);
    if (sign.kind !== 'RATE_LIMITED') return;
    this.#subscriptions.rateLimited(sign.retryAfterMs);
    this.options.onRateLimited(told);
  }
}

/** An open socket and an acknowledgement prove nothing; what comes through them does, be it heartbeats for a while. */
function isData({ trades, quotes, signs = [] }: MappedFrame, heardForMs: number): boolean {
  if (trades.length + quotes.length > 0) return true;
  return (
    heardForMs >= STEADY_MS && signs.some(({ kind }) => kind === 'HEARTBEAT' || kind === 'SYMBOL_HEARTBEAT' || kind === 'NEWEST_TRADE')
  );
}

/** A venue that answers subscriptions, and tells nothing else, is mute. */
function isAnswer({ trades, quotes, signs = [] }: MappedFrame): boolean {
  const isPlain = trades.length + quotes.length === 0 && signs.length > 0;
  return isPlain && signs.every(({ kind }) => kind === 'ACKNOWLEDGED' || kind === 'REFUSED');
}
