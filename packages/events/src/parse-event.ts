import {
  assetClasses,
  intervals,
  isDecimal,
  priceBases,
  regions,
  sentimentLabels,
  severities,
  signalActions,
} from '@marketgraph/vocabulary';
import { z } from 'zod';
import type { AnyEvent } from './envelope.ts';
import { isKnownPrices } from './known-prices.ts';
import type { EventPayloads, EventType } from './payloads.ts';

const decimal = z.string().refine(isDecimal, 'not a decimal');
const instant = z.number();
const key = z.number().int();
const provenance = z.enum(['LIVE', 'DELAYED', 'REPLAYED', 'SIMULATED']);
const text = z.string().nullable();

const quote = z.object({
  price: decimal,
  bid: decimal.nullable(),
  ask: decimal.nullable(),
  change: decimal.nullable(),
  changePercent: z.number().nullable(),
  open: decimal.nullable(),
  high: decimal.nullable(),
  low: decimal.nullable(),
  previousClose: decimal.nullable(),
  volume: decimal,
  asOf: instant,
  priced: z.literal([0, 1, 2]).exactOptional(),
});
const candle = z.object({
  interval: z.enum(intervals),
  basis: z.enum(priceBases),
  openTime: instant,
  closeTime: instant,
  open: decimal,
  high: decimal,
  low: decimal,
  close: decimal,
  volume: decimal,
  tradeCount: z.number(),
  closed: z.boolean(),
  revision: z.number(),
  complete: z.boolean().exactOptional(),
});
const sentiment = z.object({
  score: z.number(),
  label: z.enum(sentimentLabels),
  confidence: z.number(),
  model: z.string(),
  evidence: z.array(z.string()),
  scoredAt: instant,
  revision: z.number(),
});
const article = { articleId: z.string(), headline: z.string(), summary: text, url: z.string(), publisher: z.string(), provenance };

const payloads: { [T in EventType]: z.ZodType<EventPayloads[T]> } = {
  InstrumentListed: z.object({
    symbol: z.string(),
    name: z.string(),
    assetClass: z.enum(assetClasses),
    region: z.enum(regions),
    currency: z.string(),
    sector: text,
  }),
  PricesReceived: z.object({
    symbol: z.string(),
    source: z.string(),
    provenance,
    trades: z.object({
      key: z.array(key),
      price: z.array(decimal),
      size: z.array(decimal),
      side: z.array(z.enum(['BUY', 'SELL']).nullable()),
      occurredAt: z.array(instant),
      conditions: z.array(text),
    }),
    quotes: z.object({ key: z.array(key), bid: z.array(decimal), ask: z.array(decimal), occurredAt: z.array(instant) }),
    corrections: z
      .object({
        key: z.array(key),
        tradeKey: z.array(key),
        tradeAt: z.array(instant),
        kind: z.array(z.enum(['CANCEL', 'CORRECT'])),
        price: z.array(decimal.nullable()),
        size: z.array(decimal.nullable()),
      })
      .exactOptional(),
    quote,
    mark: z.enum(['STANDBY', 'STALE']).exactOptional(),
  }),
  CandlesReceived: z.object({
    symbol: z.string(),
    source: z.string(),
    provenance,
    interval: z.enum(intervals),
    openTime: z.array(instant),
    open: z.array(decimal),
    high: z.array(decimal),
    low: z.array(decimal),
    close: z.array(decimal),
    volume: z.array(decimal.nullable()),
  }),
  SourceChanged: z.object({
    symbol: z.string(),
    source: z.string(),
    previous: text,
    sources: z.array(z.string()).exactOptional(),
    from: instant.nullable(),
    reason: z.string(),
  }),
  FeedGapChanged: z.object({
    feed: z.string(),
    symbol: z.string(),
    gapId: z.string(),
    state: z.enum(['OPEN', 'FILLED', 'LOST']),
    from: instant,
    to: instant.nullable(),
    missing: z.number().nullable(),
    reason: z.string(),
  }),
  InstrumentTracked: z.object({ symbol: z.string() }),
  CandlesUpdated: z.object({ symbol: z.string(), source: z.string(), provenance, candles: z.array(candle) }),
  CandlesBackfilled: z.object({ symbol: z.string(), interval: z.enum(intervals), openTime: z.array(instant), close: z.array(decimal) }),
  FeedChanged: z.object({
    name: z.string(),
    kind: z.enum(['MARKET', 'NEWS', 'SENTIMENT']),
    state: z.enum(['CONNECTING', 'LIVE', 'QUIET', 'RATE_LIMITED', 'DOWN', 'DISABLED']),
    instrumentCount: z.number(),
    lastEventAt: instant.nullable(),
    eventsPerSecond: z.number(),
    reconnects: z.number(),
    detail: text,
    heardAt: instant.nullable().exactOptional(),
    budgetRemaining: z.number().exactOptional(),
    budgetResetsAt: instant.exactOptional(),
    openGaps: z.number().exactOptional(),
  }),
  ArticleReceived: z.object({ ...article, symbols: z.array(z.string()) }),
  ArticleScored: z.object({
    ...article,
    publishedAt: instant,
    receivedAt: instant,
    duplicateCount: z.number(),
    sentiment,
    rescored: z.boolean(),
    mentions: z.array(z.object({ symbol: z.string(), name: text, relevance: z.number(), sentiment })),
  }),
  SignalChanged: z.object({
    signalId: z.string(),
    symbol: z.string(),
    action: z.enum(signalActions),
    previousAction: z.enum(signalActions).nullable(),
    score: z.number(),
    confidence: z.number(),
    algorithm: z.string(),
    issuedAt: instant,
  }),
  AlertChanged: z.object({
    alertId: z.string(),
    userId: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    symbol: z.string(),
    cause: z.enum(['TRIGGERED', 'ACKNOWLEDGED', 'RESOLVED']),
    severity: z.enum(severities),
    message: z.string(),
    value: decimal,
    triggeredAt: instant,
    resolvedAt: instant.nullable(),
    acknowledgedAt: instant.nullable(),
  }),
  WatchlistChanged: z.object({ watchlistId: z.string(), userId: z.string(), name: z.string(), symbols: z.array(z.string()).nullable() }),
  AccountDeleted: z.object({ userId: z.string() }),
};

const envelope = z.object({
  type: z.string(),
  version: z.literal(1),
  key: z.string(),
  occurredAt: instant,
  receivedAt: instant,
  publishedAt: instant,
  payload: z.unknown(),
});

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(payloads, type);
}

/**
 * What a log entry means: the event, or the reason why it is none. Entries are parsed once, where they
 * enter a process; a reader dead-letters what it cannot read and goes on.
 */
export function parseEvent(raw: unknown): { event: AnyEvent } | { fault: string } {
  return isKnownPrices(raw) ? { event: raw } : parseBySchema(raw);
}

/** Judges every event; exported for the test that compares the two. */
export function parseBySchema(raw: unknown): { event: AnyEvent } | { fault: string } {
  const outer = envelope.safeParse(raw);
  if (!outer.success) return { fault: z.prettifyError(outer.error) };
  const { type } = outer.data;
  if (!isEventType(type)) return { fault: `Unknown event type ${type}.` };
  const inner = payloads[type].safeParse(outer.data.payload);
  if (!inner.success) return { fault: z.prettifyError(inner.error) };
  return { event: { ...outer.data, payload: inner.data } as AnyEvent };
}
