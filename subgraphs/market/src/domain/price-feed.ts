import type { Provenance, TradeSide } from '@marketgraph/vocabulary';
import type { Candle } from './candle.ts';
import type { Instrument } from './instrument.ts';

/** One execution. Its key names it together with symbol and source: see ADR 2. */
export interface Trade {
  readonly symbol: string;
  readonly key: number;
  readonly price: string;
  readonly size: string;
  /** Side of the taker. */
  readonly side: TradeSide | null;
  readonly occurredAt: number;
  readonly conditions: string | null;
}

/**
 * What a venue says afterwards of a trade that it told. Its own key names it, with symbol and source, and orders the corrections of one
 * trade: the greatest holds, whichever comes last, and whether or not the trade is known yet.
 */
export type TradeCorrection = {
  readonly symbol: string;
  readonly key: number;
  /** The trade that is meant. */
  readonly tradeKey: number;
  readonly tradeAt: number;
} & (
  | { readonly kind: 'CANCEL'; readonly price: null; readonly size: null }
  | { readonly kind: 'CORRECT'; readonly price: string; readonly size: string }
);

/** A change of best bid and ask. */
export interface QuoteTick {
  readonly symbol: string;
  readonly key: number;
  readonly bid: string;
  readonly ask: string;
  readonly occurredAt: number;
}

/** What a feed delivers at once, in order, and where it stands afterwards. */
export interface FeedDelivery {
  readonly source: string;
  readonly provenance: Provenance;
  readonly receivedAt: number;
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
  /** Of trades delivered before, now or later. */
  readonly corrections?: readonly TradeCorrection[];
  /** Opaque to all but the feed: kept in the log with the append, handed back to `open` after a restart. */
  readonly position: string;
}

/** How much there is to tell. */
export function itemsIn({ trades, quotes, corrections = [] }: Pick<FeedDelivery, 'trades' | 'quotes' | 'corrections'>): number {
  return trades.length + quotes.length + corrections.length;
}

/** One ordered stream of a provider; a provider may have several (a recording has one per file). */
export interface PriceFeed {
  /** Names the stream and its position in the log, e.g. `simulator` or `recording:trades/spy.csv.gz`. */
  readonly name: string;
  readonly instruments: readonly Instrument[];
  /**
   * Delivers from right after `position` (null: from the start) until the signal aborts or the stream ends. It is asked for the next
   * delivery only when there is room for it. A delivery without prices says: connected, nothing to tell yet.
   */
  open(position: string | null, signal: AbortSignal): AsyncIterable<FeedDelivery>;
  /** How far it is behind its own schedule; none for feeds that have no schedule. */
  lagMs?(): number;
  /** Candles from before the feed's first trade, so that charts start full; none for most feeds. */
  history?(): AsyncIterable<HistoryChunk>;
}

export interface HistoryChunk {
  readonly symbol: string;
  readonly source: string;
  /** Where these candles end. One that closes later still forms: the feed's first trades go on with it. */
  readonly until: number;
  readonly candles: readonly Candle[];
}
