import type {
  AssetClass,
  Interval,
  PriceBasis,
  Provenance,
  Region,
  SentimentLabel,
  Severity,
  SignalAction,
  TradeSide,
} from '@marketgraph/vocabulary';

/**
 * What happened, as it travels through the log. Instants are milliseconds since 1970 UTC; prices and
 * sizes are decimal strings. Many trades travel in one event, as columns of equal length.
 */
export interface EventPayloads {
  InstrumentListed: InstrumentListed;
  PricesReceived: PricesReceived;
  CandlesReceived: CandlesReceived;
  SourceChanged: SourceChanged;
  FeedGapChanged: FeedGapChanged;
  InstrumentTracked: InstrumentTracked;
  CandlesUpdated: CandlesUpdated;
  CandlesBackfilled: CandlesBackfilled;
  FeedChanged: FeedChanged;
  ArticleReceived: ArticleReceived;
  ArticleScored: ArticleScored;
  SignalChanged: SignalChanged;
  AlertChanged: AlertChanged;
  WatchlistChanged: WatchlistChanged;
  AccountDeleted: AccountDeleted;
}
export type EventType = keyof EventPayloads;

/** Announced at every start of ingest, so that other subgraphs' projections are complete. Key: symbol. */
export interface InstrumentListed {
  symbol: string;
  name: string;
  assetClass: AssetClass;
  region: Region;
  currency: string;
  sector: string | null;
}

/** Trades and quotes of one symbol from one source, in the order received, and the quote they led to. Key: symbol. */
export interface PricesReceived {
  symbol: string;
  source: string;
  provenance: Provenance;
  trades: TradeColumns;
  quotes: QuoteColumns;
  /** Of trades told before, here or later; left out where there are none. */
  corrections?: CorrectionColumns;
  /** After the last of them. */
  quote: QuoteSnapshot;
  /**
   * Left out for prices of the source that is active for the symbol. STANDBY: of one that is ready to take over; they are recorded, and
   * nobody else is to act on them. STALE: nothing new; the quote is told again because its source went quiet for longer than it should.
   */
  mark?: 'STANDBY' | 'STALE';
}

/** A provider's own candles of one symbol, closed ones, oldest first, as columns of equal length. Key: symbol. */
export interface CandlesReceived {
  symbol: string;
  source: string;
  provenance: Provenance;
  interval: Interval;
  openTime: number[];
  open: string[];
  high: string[];
  low: string[];
  close: string[];
  /** Null where the provider tells none, as with currencies. */
  volume: (string | null)[];
}

/**
 * From now on prices of the symbol are those of another source: what of it happened at `from` or later counts, and what of the previous one
 * happened before. It lies in the log among the symbol's prices. Key: symbol. Whoever follows passes over one whose `previous` is not the
 * source that is active (two may have decided at once), or whose `from` is no later than that of the change before it (it came again).
 */
export interface SourceChanged {
  symbol: string;
  source: string;
  /** Null where no source was active before; the same as `source` where only the alternatives are told anew. */
  previous: string | null;
  /** All that may become active, in the order of preference; left out where nothing of it is new. */
  sources?: string[];
  /** Venue time; null where no other source was active before. */
  from: number | null;
  reason: string;
}

/** A time in which a feed may have missed prices of a symbol. The newest word of a gap holds. Key: symbol. */
export interface FeedGapChanged {
  feed: string;
  symbol: string;
  /** Names the gap, together with feed and symbol. */
  gapId: string;
  /** OPEN: it may still be filled. FILLED: nothing is missing any more. LOST: nothing will fill it. */
  state: 'OPEN' | 'FILLED' | 'LOST';
  /** Venue time, the last price before it; what is missing is later. */
  from: number;
  /** The first price after it; null while none came yet. */
  to: number | null;
  /** How many trades are missing, where the venue numbers them. */
  missing: number | null;
  reason: string;
}

/** Somebody asked for an instrument beside those that are configured: feeds that can are to follow it. Key: symbol. */
export interface InstrumentTracked {
  symbol: string;
}

export interface TradeColumns {
  /** The venue's id, or one built from the place of receipt; with symbol and source it names the trade. */
  key: number[];
  price: string[];
  size: string[];
  /** Side of the taker. */
  side: (TradeSide | null)[];
  occurredAt: number[];
  /** Venue and sale condition as the source tells them. */
  conditions: (string | null)[];
}

export interface QuoteColumns {
  key: number[];
  bid: string[];
  ask: string[];
  occurredAt: number[];
}

/** Each names a trade by key and time; the correction with the greatest key of its own holds. Price and size are null where it is cancelled. */
export interface CorrectionColumns {
  key: number[];
  tradeKey: number[];
  tradeAt: number[];
  kind: ('CANCEL' | 'CORRECT')[];
  price: (string | null)[];
  size: (string | null)[];
}

export interface QuoteSnapshot {
  price: string;
  bid: string | null;
  ask: string | null;
  change: string | null;
  changePercent: number | null;
  open: string | null;
  high: string | null;
  low: string | null;
  previousClose: string | null;
  volume: string;
  asOf: number;
  /** Told only where no trade of the day counted for all prices yet: 0 for volume only, 1 for high and low too. */
  priced?: 0 | 1 | 2;
}

/** Candles of one symbol that a batch of prices changed, after the change was committed. Key: symbol. */
export interface CandlesUpdated {
  symbol: string;
  source: string;
  provenance: Provenance;
  candles: CandleChange[];
}

export interface CandleChange {
  interval: Interval;
  basis: PriceBasis;
  openTime: number;
  closeTime: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  tradeCount: number;
  closed: boolean;
  revision: number;
  /** False where its source may have missed prices of this time; left out where all of it is there. */
  complete?: boolean;
}

/** Closes loaded from history, oldest first, so that indicators elsewhere start warm. Key: symbol. */
export interface CandlesBackfilled {
  symbol: string;
  interval: Interval;
  openTime: number[];
  close: string[];
}

/** Key: the feed's name. */
export interface FeedChanged {
  name: string;
  kind: 'MARKET' | 'NEWS' | 'SENTIMENT';
  state: 'CONNECTING' | 'LIVE' | 'QUIET' | 'RATE_LIMITED' | 'DOWN' | 'DISABLED';
  instrumentCount: number;
  lastEventAt: number | null;
  eventsPerSecond: number;
  reconnects: number;
  detail: string | null;
  /** When it last showed that it is alive, with a price or without; null before, and where the feed tells no more than its prices. */
  heardAt?: number | null;
  /** Calls left in the provider's budget, and when it is full again; left out where there is none. */
  budgetRemaining?: number;
  budgetResetsAt?: number;
  /** How many times of missing prices are not filled. */
  openGaps?: number;
}

/** An article as its provider sent it, not yet scored. Key: article id. */
export interface ArticleReceived {
  articleId: string;
  headline: string;
  summary: string | null;
  url: string;
  publisher: string;
  provenance: Provenance;
  /** Symbols that the provider names; more may be found in the text. */
  symbols: string[];
}

/** Everything a subscriber may ask of an article without another fetch. Key: article id. */
export interface ArticleScored {
  articleId: string;
  headline: string;
  summary: string | null;
  url: string;
  publisher: string;
  publishedAt: number;
  receivedAt: number;
  provenance: Provenance;
  duplicateCount: number;
  sentiment: ScoredSentiment;
  mentions: { symbol: string; name: string | null; relevance: number; sentiment: ScoredSentiment }[];
  /** True when a known article was scored again. */
  rescored: boolean;
}

export interface ScoredSentiment {
  score: number;
  label: SentimentLabel;
  confidence: number;
  model: string;
  evidence: string[];
  scoredAt: number;
  revision: number;
}

/** Key: symbol. */
export interface SignalChanged {
  signalId: string;
  symbol: string;
  action: SignalAction;
  previousAction: SignalAction | null;
  score: number;
  confidence: number;
  algorithm: string;
  issuedAt: number;
}

/** One user's alert fired, was acknowledged, or ended. Key: symbol. */
export interface AlertChanged {
  alertId: string;
  userId: string;
  ruleId: string;
  ruleName: string;
  symbol: string;
  cause: 'TRIGGERED' | 'ACKNOWLEDGED' | 'RESOLVED';
  severity: Severity;
  message: string;
  value: string;
  triggeredAt: number;
  resolvedAt: number | null;
  acknowledgedAt: number | null;
}

/** `symbols` is null when the watchlist was deleted. Key: watchlist id. */
export interface WatchlistChanged {
  watchlistId: string;
  userId: string;
  name: string;
  symbols: string[] | null;
}

/** Whoever keeps something that belongs to the user deletes it. Key: user id. */
export interface AccountDeleted {
  userId: string;
}
