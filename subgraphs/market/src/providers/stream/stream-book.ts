import type { FeedGap, Trade } from '../../domain/price-feed.ts';
import { isPossible } from '../../domain/tick-time.ts';
import type { MappedFrame } from '../wire-mapper.ts';
import { PlaceKeys } from './place-keys.ts';
import { PlacedTrades } from './placed-trades.ts';
import { PositionParts } from './position-parts.ts';
import type { StreamMetrics } from './stream-metrics.ts';
import type { StreamOutbox } from './stream-outbox.ts';
import { type KeptPosition, positionText, readPosition } from './stream-position.ts';
import type { FoundTrades, MissingTrades, StreamVenue } from './stream-venue.ts';
import { SymbolTrades } from './symbol-trades.ts';
import type { AskFailure } from './trade-hole.ts';

/** How far back a gap reaches when nobody knows where the feed stood. */
const UNKNOWN_SINCE_MS = 86_400_000;
const UNREADABLE = 'The position of the feed could not be read: where it stood is unknown.';

export interface MissingOfSymbol extends MissingTrades {
  readonly symbol: string;
}

/** Everything that a feed knows of its symbols' trades; all of it is in its position. */
export class StreamBook {
  readonly places: PlaceKeys;
  readonly #symbols = new Map<string, SymbolTrades | PlacedTrades>();
  readonly #parts = new PositionParts();
  /** Symbols of which trades are missing. */
  readonly #broken = new Set<SymbolTrades>();
  readonly #kept: KeptPosition | null;
  readonly #isUnreadable: boolean;

  constructor(
    readonly venue: StreamVenue,
    readonly outbox: StreamOutbox,
    readonly metrics: StreamMetrics,
    position: string | null,
    readonly openedAt: number,
  ) {
    this.#kept = position === null ? null : readPosition(position);
    this.#isUnreadable = position !== null && this.#kept === null;
    this.places = new PlaceKeys(this.#kept?.epoch ?? 0);
    for (const symbol of this.#kept?.symbols.keys() ?? []) this.#of(symbol);
  }

  /** What is news of a frame goes into the outbox. */
  put(frame: MappedFrame, now: number): void {
    const isPlaced = this.venue.tradeKeys === 'PLACE' && frame.trades.length + frame.quotes.length > 0;
    if (isPlaced) this.places.beginFrame();
    for (const trade of frame.trades) this.#take(isPlaced ? { ...trade, key: this.places.next() } : trade, now);
    for (const quote of frame.quotes) this.outbox.quote(isPlaced ? { ...quote, key: this.places.next() } : quote);
    for (const sign of frame.signs ?? []) if (sign.kind === 'NEWEST_TRADE') this.#reach(sign.symbol, sign.key, now);
    this.outbox.flush();
  }

  /** A link over which these were told is gone. */
  interrupted(symbols: Iterable<string>, reason: string): void {
    for (const symbol of symbols) {
      const trades = this.#symbols.get(symbol);
      if (trades instanceof PlacedTrades) trades.interrupted(reason);
    }
    this.outbox.flush();
  }

  /** The venue of these is away, and has not come back at once. */
  away(symbols: Iterable<string>, reason: string, now: number): void {
    for (const symbol of symbols) {
      const trades = this.#symbols.get(symbol);
      if (!(trades instanceof SymbolTrades)) continue;
      trades.away(now, reason);
      this.#parts.changed(trades);
    }
    this.outbox.flush();
  }

  ripen(now: number): void {
    for (const trades of this.#broken) {
      trades.ripen(now, this.venue.missedTrades !== undefined);
      this.#parts.changed(trades);
      if (trades.isWhole) this.#broken.delete(trades);
    }
    this.outbox.flush();
  }

  /** What has waited longest to be asked for. */
  request(now: number): MissingOfSymbol | null {
    const due = [...this.#broken].flatMap((trades) => {
      const request = trades.request(now);
      return request ? [{ symbol: trades.symbol, ...request }] : [];
    });
    return due.sort((a, b) => a.askAt - b.askAt)[0] ?? null;
  }

  answered(asked: MissingOfSymbol, found: FoundTrades, now: number): void {
    const trades = this.#symbols.get(asked.symbol);
    if (!(trades instanceof SymbolTrades)) return;
    for (const trade of trades.answered(asked, withoutImpossible(found, now), now)) this.outbox.trade(trade);
    this.#parts.changed(trades);
    this.outbox.flush();
  }

  failed(asked: MissingOfSymbol, failure: AskFailure, now: number): void {
    const trades = this.#symbols.get(asked.symbol);
    if (!(trades instanceof SymbolTrades)) return;
    trades.failed(asked, failure, now);
    this.#parts.changed(trades);
    this.outbox.flush();
  }

  /** Venue time of its newest trade that was told; null before the first one. */
  newestAt(symbol: string): number | null {
    const trades = this.#symbols.get(symbol);
    return trades?.begun ? trades.newestAt : null;
  }

  position(): string {
    return positionText(this.places.epoch, this.#parts.text());
  }

  #take(trade: Trade, now: number): void {
    // Nobody records it: it is missing still.
    if (!isPossible(trade.occurredAt, { provenance: 'LIVE', receivedAt: now })) {
      this.metrics.malformed(1);
      return;
    }
    const trades = this.#of(trade.symbol);
    if (this.#isUnreadable && !trades.begun) this.#tellUnknown(trade);
    const news = trades.take(trade, now);
    this.#parts.changed(trades);
    if (news === 'NEW') this.outbox.trade(trade);
    else if (news === 'REPEAT') this.metrics.repeated();
    else this.metrics.malformed(1);
    if (trades instanceof SymbolTrades && !trades.isWhole) this.#broken.add(trades);
  }

  #reach(symbol: string, key: number, now: number): void {
    const trades = this.#symbols.get(symbol);
    if (!(trades instanceof SymbolTrades)) return;
    trades.reach(key, now);
    this.#parts.changed(trades);
    if (!trades.isWhole) this.#broken.add(trades);
  }

  #of(symbol: string): SymbolTrades | PlacedTrades {
    const known = this.#symbols.get(symbol);
    if (known) return known;
    const kept = this.#kept?.symbols.get(symbol) ?? null;
    const tell = (gap: FeedGap) => this.#tell(gap);
    const isPlaced = this.venue.tradeKeys === 'PLACE';
    const made = isPlaced ? new PlacedTrades(symbol, tell, kept) : new SymbolTrades(symbol, tell, kept, this.openedAt);
    this.#symbols.set(symbol, made);
    this.#parts.add(made);
    if (made instanceof SymbolTrades && !made.isWhole) this.#broken.add(made);
    return made;
  }

  #tellUnknown({ symbol, occurredAt }: Trade): void {
    const from = Math.min(this.openedAt - UNKNOWN_SINCE_MS, occurredAt);
    this.#tell({ symbol, id: `unknown-${this.openedAt}`, state: 'LOST', from, to: occurredAt, missing: null, reason: UNREADABLE });
  }

  #tell(gap: FeedGap): void {
    this.outbox.gap(gap);
    this.metrics.gap(gap.state);
  }
}

/** Trades of impossible times are not told: nobody would record them. */
function withoutImpossible(found: FoundTrades, now: number): FoundTrades {
  const { lostBelow } = found;
  const trades = found.trades.filter(({ occurredAt }) => isPossible(occurredAt, { provenance: 'LIVE', receivedAt: now }));
  return trades.length === found.trades.length ? found : { trades, lostBelow };
}
