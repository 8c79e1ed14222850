import type { EventType } from '@marketgraph/events';

/** Until when a field of an entity says what it said. */
export interface KeptRule {
  /** Its subgraph commits a change before one of these is in the log: who has heard none of them knows the newest value. */
  readonly changedBy: readonly EventType[];
  /** It moves without an event too, and may be this old, in ms. */
  readonly forMs?: number;
  /** It moves with the clock, as the window in its argument of this name does. */
  readonly window?: string;
}

/** FETCHED: asked for again for each event. */
export type FieldRule = KeptRule | 'FETCHED';
export type TypeRules = FieldRule | Readonly<Record<string, FieldRule>>;

const fixed: KeptRule = { changedBy: [] };
const byArticles: KeptRule = { changedBy: ['ArticleScored'] };
const bySignals: KeptRule = { changedBy: ['SignalChanged'] };
const byAlerts: KeptRule = { changedBy: ['AlertChanged'] };

/**
 * Market's API hears of a listing through the log itself, and reads renames every 2 s: it may still say the old when the event is
 * here. So what it says of an instrument's make is asked for again at least this often.
 */
const fact: KeptRule = { changedBy: ['InstrumentListed'], forMs: 15_000 };

const paged = { hasNextPage: fixed, hasPreviousPage: fixed, startCursor: fixed, endCursor: fixed };

/**
 * What an answer to an entity fetch depends on, by subgraph, type and field; what is not here is FETCHED. Prices, candles and counts
 * follow the log with a lag of their own; alert rules, deliveries, the number of duplicates and what accounts knows change
 * without an event; the names that news tells are its projection of the log. `gateway/test/entities` compares this with the schema.
 */
const table: Readonly<Record<string, Readonly<Record<string, TypeRules>>>> = {
  market: {
    Instrument: {
      ...{ id: fixed, symbol: fixed, name: fact, assetClass: fact, region: fact, currency: fact, exchange: fact, sector: fact },
      ...{ tickSize: fact, delistedAt: fact, formerSymbols: fact },
      ...{ quote: 'FETCHED', candles: 'FETCHED', candleSeries: 'FETCHED', trades: 'FETCHED', tradeCount: 'FETCHED' },
      ...{ lastTradeAt: 'FETCHED', statistics: 'FETCHED', indicator: 'FETCHED' },
    },
    Exchange: { code: fact, name: fact, timezone: fact, open: 'FETCHED', opensAt: 'FETCHED', closesAt: 'FETCHED' },
    FormerSymbol: fact,
    Trade: 'FETCHED',
    Feed: 'FETCHED',
  },
  'news-sentiment': {
    Instrument: {
      ...{ id: fixed, symbol: fixed, name: 'FETCHED', news: byArticles, signal: bySignals, signals: bySignals },
      ...{ sentiment: { ...byArticles, window: 'window' }, sentimentHistory: 'FETCHED' },
    },
    SentimentSummary: fixed,
    Article: {
      ...{ id: fixed, headline: fixed, summary: fixed, url: fixed, publisher: fixed, publishedAt: fixed, receivedAt: fixed },
      ...{ freshness: fixed, sentiment: byArticles, mentions: byArticles, duplicateCount: 'FETCHED' },
    },
    Sentiment: byArticles,
    Mention: { symbol: fixed, relevance: byArticles, sentiment: byArticles, instrument: 'FETCHED' },
    Signal: {
      ...{ id: fixed, symbol: fixed, instrument: fixed, action: bySignals, score: bySignals, confidence: bySignals },
      ...{ evidence: bySignals, algorithm: bySignals, issuedAt: bySignals, previousAction: bySignals },
    },
    SignalEvidence: bySignals,
    ArticleConnection: byArticles,
    ArticleEdge: byArticles,
    SignalConnection: bySignals,
    SignalEdge: bySignals,
    PageInfo: paged,
  },
  alerts: {
    Instrument: { id: fixed, symbol: fixed, alerts: byAlerts, alertRules: 'FETCHED' },
    Alert: {
      ...{ id: fixed, symbol: fixed, instrument: fixed, severity: byAlerts, message: byAlerts, value: byAlerts, triggeredAt: byAlerts },
      ...{ resolvedAt: byAlerts, acknowledgedAt: byAlerts, rule: 'FETCHED', deliveries: 'FETCHED' },
    },
    AlertConnection: byAlerts,
    AlertEdge: byAlerts,
    PageInfo: paged,
    AlertRule: 'FETCHED',
    Delivery: 'FETCHED',
    NotificationChannel: 'FETCHED',
    User: 'FETCHED',
    Watchlist: 'FETCHED',
  },
  accounts: { Instrument: { id: fixed, symbol: fixed }, User: 'FETCHED', Watchlist: 'FETCHED' },
};

/** Undefined where the table knows nothing of it. */
export function fieldRule(subgraph: string, type: string, field: string): FieldRule | undefined {
  const rules = table[subgraph]?.[type];
  if (rules === undefined || rules === 'FETCHED' || 'changedBy' in rules) return rules as FieldRule | undefined;
  return (rules as Readonly<Record<string, FieldRule>>)[field];
}
