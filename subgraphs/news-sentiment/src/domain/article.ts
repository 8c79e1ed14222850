import type { Provenance, SentimentLabel } from '@marketgraph/vocabulary';

/** A report as a provider sent it. Times are milliseconds since 1970 UTC. */
export interface ReceivedArticle {
  readonly articleId: string;
  readonly headline: string;
  readonly summary: string | null;
  readonly url: string;
  readonly publisher: string;
  readonly provenance: Provenance;
  readonly publishedAt: number;
  readonly receivedAt: number;
  /** Symbols that the provider names. */
  readonly symbols: readonly string[];
}

export interface Sentiment {
  /** From -1 (bearish) to 1 (bullish). */
  readonly score: number;
  readonly label: SentimentLabel;
  readonly confidence: number;
  readonly model: string;
  /** Literal parts of headline or summary. */
  readonly evidence: readonly string[];
  readonly scoredAt: number;
  /** Rises when the article is scored again. */
  readonly revision: number;
}

/** What an article says of one instrument. */
export interface Mention {
  readonly symbol: string;
  readonly relevance: number;
  readonly sentiment: Sentiment;
}

/** A report that was scored; its mentions are kept beside it. */
export interface Article extends Omit<ReceivedArticle, 'symbols'> {
  readonly duplicateCount: number;
  readonly sentiment: Sentiment;
}
