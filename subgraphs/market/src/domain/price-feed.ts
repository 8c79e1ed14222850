import type { Interval, Provenance, TradeSide } from '@marketgraph/vocabulary';
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

/** What a provider tells of an instrument's day as a whole, where it tells no single trades. */
export interface PriceSnapshot {
  readonly symbol: string;
  readonly price: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string | null;
  readonly occurredAt: number;
}

/** A provider's own closed candles of one symbol and interval, oldest first. */
export interface ProviderCandles {
  readonly symbol: string;
  readonly interval: Interval;
  readonly candles: readonly ProviderCandle[];
}

export interface ProviderCandle {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string | null;
}

/** A time in which prices of a symbol may be missing; told when it is found, and again when it is filled or given up. */
export interface FeedGap {
  readonly symbol: string;
  /** Names it, within feed and symbol. */
  readonly id: string;
  readonly state: 'OPEN' | 'FILLED' | 'LOST';
  /** Venue time of the last price before it. */
  readonly from: number;
  /** Of the first one after it; null while none came. */
  readonly to: number | null;
  /** How many trades are missing, where the venue numbers them. */
  readonly missing: number | null;
  readonly reason: string;
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
  readonly snapshots?: readonly PriceSnapshot[];
  readonly candles?: readonly ProviderCandles[];
  /** In the log before the prices that they tell of. */
  readonly gaps?: readonly FeedGap[];
  /** Opaque to all but the feed: kept in the log with the append, handed back to `open` after a restart. */
  readonly position: string;
}

/** How a feed is doing, told between its deliveries: it mends its connections itself. */
export interface FeedNotice {
  readonly state: 'CONNECTING' | 'LIVE' | 'RATE_LIMITED' | 'DOWN';
  readonly detail: string | null;
}

type Items = Pick<FeedDelivery, 'trades' | 'quotes' | 'corrections' | 'snapshots' | 'candles' | 'gaps'>;

/** How much there is to tell. */
export function itemsIn({ trades, quotes, corrections = [], snapshots = [], candles = [], gaps = [] }: Items): number {
  return trades.length + quotes.length + corrections.length + snapshots.length + candles.length + gaps.length;
}

/** One ordered stream of a provider; a provider may have several (a recording has one per file). */
export interface PriceFeed {
  /** Names the stream and its position in the log, e.g. `simulator` or `recording:trades/spy.csv.gz`. */
  readonly name: string;
  readonly instruments: readonly Instrument[];
  /**
   * Delivers from right after `position` (null: from the start) until the signal aborts or the stream ends. It is asked for the next
   * delivery only when there is room for it. A delivery without prices says: connected, nothing to tell yet. Whoever loses a connection
   * says so by a notice and connects anew; what is thrown is beyond the feed's own means.
   */
  open(position: string | null, signal: AbortSignal): AsyncIterable<FeedDelivery | FeedNotice>;
  /** Of feeds that are live: it tells something at least so often while all is well, be it a heartbeat. */
  readonly expectedIntervalMs?: number;
  /** When it was last heard of, with prices or without; none for feeds that only tell prices. */
  heardAt?(): number | null;
  /** What may still be asked of the provider, where that is limited. */
  budget?(): Promise<{ readonly remaining: number; readonly resetsAt: number }>;
  /** Follows one more instrument from now on; false where it cannot. */
  track?(instrument: Instrument): boolean;
  /** Asks for these symbols now instead of at the next time of its schedule, and says how many it will ask for; none for feeds that stream. */
  fetchNow?(symbols: readonly string[]): Promise<number>;
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
