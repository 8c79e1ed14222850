import { insertRows } from '@marketgraph/postgres';
import type { Signal } from '../domain/signals/signal.ts';
import type { SentimentWindow } from './sentiment-reader.ts';
import { rowsOf, type Sql } from './sql.ts';

const COLUMNS = {
  signal_id: 'text',
  symbol: 'text',
  action: 'text',
  previous_action: 'text',
  score: 'double precision',
  confidence: 'double precision',
  algorithm: 'text',
  issued_at: 'timestamptz',
  provenance: 'text',
  evidence: 'jsonb',
} as const;

/** Answers the ids of those that are new; the events of others were published when they were stored. */
export async function saveSignals(sql: Sql, signals: readonly Signal[]): Promise<ReadonlySet<string>> {
  const rows = signals.map(({ signalId, previousAction, issuedAt, evidence, ...signal }) => ({
    ...signal,
    signal_id: signalId,
    previous_action: previousAction,
    issued_at: new Date(issuedAt),
    evidence: JSON.stringify(evidence),
  }));
  const insert = { table: 'news_sentiment.signals', columns: COLUMNS, rows, conflict: '(signal_id) DO NOTHING', returning: 'signal_id' };
  const saved = await insertRows<(typeof rows)[number], { signal_id: string }>(sql, insert);
  return new Set(saved.map((row) => row.signal_id));
}

const NEWEST_ARTICLES = `
  SELECT asked.place::integer AS place, newest.article_id AS id
  FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS asked (symbol, after, until, place)
  CROSS JOIN LATERAL (
    SELECT article_id, published_at FROM news_sentiment.mentions
    WHERE symbol = asked.symbol AND published_at > asked.after AND published_at <= asked.until
    ORDER BY published_at DESC, article_id DESC LIMIT $4) AS newest
  ORDER BY asked.place, newest.published_at DESC, newest.article_id DESC`;

/** The newest articles in each window. */
export async function newestArticleIds(sql: Sql, windows: readonly SentimentWindow[], count: number): Promise<string[][]> {
  const rows = await rowsOf<{ place: number; id: string }>(sql, NEWEST_ARTICLES, [
    windows.map(({ symbol }) => symbol),
    windows.map(({ from }) => new Date(from)),
    windows.map(({ to }) => new Date(to)),
    count,
  ]);
  const answers: string[][] = windows.map(() => []);
  for (const { place, id } of rows) answers[place - 1]?.push(id);
  return answers;
}
