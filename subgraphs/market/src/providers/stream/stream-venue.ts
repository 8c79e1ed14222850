import type { PriceSnapshot, ProviderCandles, Trade } from '../../domain/price-feed.ts';
import type { SymbolOf, WireMapper } from '../wire-mapper.ts';

/** What differs between the companies whose prices come through a websocket; all else is the stream feed's. */
export interface StreamVenue {
  /** Names feed and source, e.g. `coinbase`. */
  readonly source: string;
  /** Where to connect to. It may hold a key: nobody writes it down as it is. */
  readonly url: string;
  /**
   * SEQUENCE: the ids of a symbol's trades rise by one, so that a hole is known by its ids. PLACE: there are none; a trade is named by the
   * place of its receipt, and every interruption is a gap.
   */
  readonly tradeKeys: 'SEQUENCE' | 'PLACE';
  /** It tells something at least so often while all is well, be it a heartbeat. */
  readonly expectedIntervalMs: number;
  /** It tells something of each symbol at least so often, be it a heartbeat of its own; left out where a symbol may be quiet for long. */
  readonly symbolIntervalMs?: number;
  /** Told nothing for so long, it is given up although it answers pings; three times the expected interval, at least 15 s, where it is left out. */
  readonly muteLimitMs?: number;
  /** Messages that may be sent within a second. */
  readonly messagesPerSecond: number;
  /** Symbols that one connection may follow. */
  readonly maxSymbols: number;
  /** Connections that it allows at once; as many as the symbols need where it is not said. */
  readonly maxConnections?: number;
  /** Whether it answers subscriptions; where it does not, what is not refused is followed. Yes where it is not said. */
  readonly acknowledges?: boolean;
  /** What venues that tell too little by themselves are asked, so that their answer shows that they are there. */
  readonly probe?: { readonly everyMs: number; message(): string };
  /** Null for what the venue cannot have. */
  providerSymbolOf(symbol: string): string | null;
  /** The messages that ask for these, in order. */
  subscribe(providerSymbols: readonly string[]): readonly string[];
  /** The messages that end subscriptions: before a symbol that fell silent is asked for again. */
  unsubscribe?(providerSymbols: readonly string[]): readonly string[];
  /** Each connection has its own: it may remember. */
  mapper(symbolOf: SymbolOf): WireMapper;
  /** Trades of a symbol that were missed, where the venue tells the past. */
  missedTrades?(symbol: string, missing: MissingTrades, signal: AbortSignal): Promise<FoundTrades>;
  /** In words, why a handshake was answered with this HTTP status, where the venue means something by it. */
  handshakeReason?(status: number): string | null;
  /** Those of these that it does not have, where it does not say so when they are subscribed to; asked for once. */
  refusals?(providerSymbols: readonly string[], signal: AbortSignal): Promise<readonly RefusedSymbol[]>;
  /** Prices to begin with, before the first trade comes. */
  snapshots?(symbols: readonly string[], signal: AbortSignal): Promise<readonly PriceSnapshot[]>;
  /**
   * Asked of a connection that has been silent for some seconds, where the venue tells too little by itself: whether nothing was traded of
   * this symbol after `toldUntil` (venue time, up to which we know its trades). True is as good as a heartbeat; false: it trades and does not
   * tell us; null: it does not say, now or at all. It asks at most once in four seconds, and only of what may be traded now.
   */
  isQuiet?(symbol: string, toldUntil: number, signal: AbortSignal): Promise<boolean | null>;
  /** Its own closed candles, asked for whenever it is live again; `since`: when it was last heard of, null at first. */
  candles?(symbols: readonly string[], since: number | null, signal: AbortSignal): Promise<readonly ProviderCandles[]>;
}

export interface RefusedSymbol {
  readonly providerSymbol: string;
  readonly reason: string;
}

/** Keys from `first` to `last`, both missing; `since`: venue time of the last trade before them that is known. */
export interface MissingTrades {
  readonly first: number;
  readonly last: number;
  readonly since: number;
}

/** Those that were found, in any order. What lacks and is not spoken of is asked for again: REST may lag behind the stream. */
export interface FoundTrades {
  readonly trades: readonly Trade[];
  /** The venue does not tell what is below this key any more. */
  readonly lostBelow: number | null;
  /** Everything up to this key is told: what lacks of it never was. For venues that skip numbers. */
  readonly toldTo?: number;
}
