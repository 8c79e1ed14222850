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
