import { insertRows } from '@marketgraph/postgres';
import type { Article, Mention, Sentiment } from '../domain/article.ts';
import { STORY_MS } from '../domain/story-key.ts';
import { rowsOf, type Sql } from './sql.ts';

const SCORED = {
  score: 'double precision',
  label: 'text',
  confidence: 'double precision',
  model: 'text',
  evidence: 'jsonb',
  scored_at: 'timestamptz',
  revision: 'integer',
} as const;
const ARTICLE = {
  article_id: 'text',
  headline: 'text',
  summary: 'text',
  url: 'text',
  publisher: 'text',
  provenance: 'text',
  published_at: 'timestamptz',
  received_at: 'timestamptz',
  duplicate_count: 'integer',
  story_key: 'text',
  ...SCORED,
} as const;
const MENTION = { article_id: 'text', symbol: 'text', relevance: 'double precision', published_at: 'timestamptz', ...SCORED } as const;

/** Any number that no other lock of the database uses. */
const STORY_LOCK = 0x73746f72;

/** One writer at a time: two copies of one story may arrive in different partitions at once. */
export async function holdStories(sql: Sql): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1, 0)', [STORY_LOCK]);
}

/** Which of these were stored before, as first reports or as duplicates. */
export async function knownArticles(sql: Sql, articleIds: readonly string[]): Promise<Set<string>> {
  const text = `SELECT article_id AS id FROM news_sentiment.articles WHERE article_id = ANY($1)
    UNION ALL SELECT article_id FROM news_sentiment.duplicates WHERE article_id = ANY($1)`;
  const rows = await rowsOf<{ id: string }>(sql, text, [articleIds]);
  return new Set(rows.map(({ id }) => id));
}

/** The first report of this story within a day around it; null when this is the first. */
export async function firstReport(sql: Sql, storyKey: string, publishedAt: number): Promise<string | null> {
  const text = `SELECT article_id AS id FROM news_sentiment.articles
    WHERE story_key = $1 AND published_at > $2 AND published_at < $3 ORDER BY published_at, article_id LIMIT 1`;
  const [row] = await rowsOf<{ id: string }>(sql, text, [storyKey, new Date(publishedAt - STORY_MS), new Date(publishedAt + STORY_MS)]);
  return row?.id ?? null;
}

export async function saveDuplicate(sql: Sql, articleId: string, firstArticleId: string): Promise<void> {
  await sql.query('INSERT INTO news_sentiment.duplicates (article_id, first_article_id) VALUES ($1, $2)', [articleId, firstArticleId]);
  await sql.query('UPDATE news_sentiment.articles SET duplicate_count = duplicate_count + 1 WHERE article_id = $1', [firstArticleId]);
}

export async function saveArticle(sql: Sql, article: Article, storyKey: string, mentions: readonly Mention[]): Promise<void> {
  const { articleId, headline, summary, url, publisher, provenance, duplicateCount, sentiment } = article;
  const published = new Date(article.publishedAt);
  const own = {
    article_id: articleId,
    headline,
    summary,
    url,
    publisher,
    provenance,
    duplicate_count: duplicateCount,
    story_key: storyKey,
  };
  const row = { ...own, published_at: published, received_at: new Date(article.receivedAt), ...scored(sentiment) };
  await insertRows(sql, { table: 'news_sentiment.articles', columns: ARTICLE, rows: [row] });
  const rows = mentions.map((mention) => ({
    article_id: articleId,
    symbol: mention.symbol,
    relevance: mention.relevance,
    published_at: published,
    ...scored(mention.sentiment),
  }));
  await insertRows(sql, { table: 'news_sentiment.mentions', columns: MENTION, rows });
}

function scored({ score, label, confidence, model, evidence, scoredAt, revision }: Sentiment) {
  return { score, label, confidence, model, evidence: JSON.stringify(evidence), scored_at: new Date(scoredAt), revision };
}
