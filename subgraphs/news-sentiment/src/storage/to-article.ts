import type { Article, Mention, Sentiment } from '../domain/article.ts';
import type { ArticleRow } from './rows/article-row.ts';
import type { MentionRow } from './rows/mention-row.ts';
import type { ScoredColumns } from './rows/scored-columns.ts';

export function toArticle(row: ArticleRow): Article {
  const { articleId, headline, summary, url, publisher, provenance, duplicateCount } = row;
  const times = { publishedAt: row.publishedAt.getTime(), receivedAt: row.receivedAt.getTime() };
  return { articleId, headline, summary, url, publisher, provenance, duplicateCount, ...times, sentiment: toSentiment(row) };
}

export function toMention(row: MentionRow): Mention {
  return { symbol: row.symbol, relevance: row.relevance, sentiment: toSentiment(row) };
}

function toSentiment({ score, label, confidence, model, evidence, scoredAt, revision }: ScoredColumns): Sentiment {
  return { score, label, confidence, model, evidence, scoredAt: scoredAt.getTime(), revision };
}
