import type { AlertChanged, AnyEvent, ArticleScored, PricesReceived, ScoredSentiment, SignalChanged } from '@marketgraph/events';
import { encodeId } from '@marketgraph/vocabulary';

/** What events carry, in the shapes of schema/events.graphql. */

export function instant(ms: number): string;
export function instant(ms: number | null): string | null;
export function instant(ms: number | null): string | null {
  return ms === null ? null : textOf(ms);
}

let knownSecond = Number.NaN;
let knownText = '';

/** Most instants of a busy second differ in their milliseconds only. */
function textOf(ms: number): string {
  const second = Math.floor(ms / 1_000);
  const rest = ms - second * 1_000;
  if (second !== knownSecond || !Number.isInteger(rest)) {
    const text = new Date(ms).toISOString();
    knownSecond = second;
    knownText = text.slice(0, -4);
    return text;
  }
  return `${knownText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
}

export function timingOf({ occurredAt, receivedAt, publishedAt }: AnyEvent) {
  return { occurredAt: instant(occurredAt), receivedAt: instant(receivedAt), publishedAt: instant(publishedAt) };
}

export function instrumentOf(symbol: string) {
  return { id: encodeId('Instrument', symbol), symbol };
}

/** An event is as fresh as its source. When that goes quiet, ingest tells the quote again with a mark. */
export function quoteOf({ quote, source, provenance, mark }: PricesReceived) {
  return { ...quote, asOf: instant(quote.asOf), source, freshness: mark === 'STALE' ? mark : provenance };
}

export function sentimentOf(sentiment: ScoredSentiment) {
  return { ...sentiment, scoredAt: instant(sentiment.scoredAt) };
}

export function articleOf(article: ArticleScored) {
  return {
    id: encodeId('Article', article.articleId),
    headline: article.headline,
    summary: article.summary,
    url: article.url,
    publisher: article.publisher,
    publishedAt: instant(article.publishedAt),
    receivedAt: instant(article.receivedAt),
    sentiment: sentimentOf(article.sentiment),
    mentions: article.mentions.map(mentionOf),
    duplicateCount: article.duplicateCount,
    freshness: article.provenance,
  };
}

/** The planner takes the name from here and asks nobody else: an instrument whose name is not known is left out. */
function mentionOf({ symbol, name, relevance, sentiment }: ArticleScored['mentions'][number]) {
  return { symbol, instrument: name === null ? null : { ...instrumentOf(symbol), name }, relevance, sentiment: sentimentOf(sentiment) };
}

export function signalOf({ signalId, issuedAt, ...signal }: SignalChanged) {
  return { ...signal, id: encodeId('Signal', signalId), instrument: instrumentOf(signal.symbol), issuedAt: instant(issuedAt) };
}

export function alertOf(alert: AlertChanged) {
  return {
    id: encodeId('Alert', alert.alertId),
    rule: { id: encodeId('AlertRule', alert.ruleId), name: alert.ruleName },
    symbol: alert.symbol,
    instrument: instrumentOf(alert.symbol),
    severity: alert.severity,
    message: alert.message,
    value: alert.value,
    triggeredAt: instant(alert.triggeredAt),
    resolvedAt: instant(alert.resolvedAt),
    acknowledgedAt: instant(alert.acknowledgedAt),
  };
}
