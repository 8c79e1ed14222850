import type { Signal } from '../domain/signals/signal.ts';
import { rowsOf, type Sql } from './sql.ts';

/** False when it was stored before: then its event was published, too. */
export async function saveSignal(sql: Sql, signal: Signal): Promise<boolean> {
  const { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt, provenance, evidence } = signal;
  const rows = await rowsOf(
    sql,
    `INSERT INTO news_sentiment.signals
       (signal_id, symbol, action, previous_action, score, confidence, algorithm, issued_at, provenance, evidence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (signal_id) DO NOTHING RETURNING signal_id`,
    [signalId, symbol, action, previousAction, score, confidence, algorithm, new Date(issuedAt), provenance, JSON.stringify(evidence)],
  );
  return rows.length > 0;
}

/** The newest articles about a symbol after `from`, up to and including `to`. */
export async function newestArticleIds(sql: Sql, symbol: string, from: number, to: number, count: number): Promise<string[]> {
  const text = `SELECT article_id AS id FROM news_sentiment.mentions
    WHERE symbol = $1 AND published_at > $2 AND published_at <= $3 ORDER BY published_at DESC, article_id DESC LIMIT $4`;
  const rows = await rowsOf<{ id: string }>(sql, text, [symbol, new Date(from), new Date(to), count]);
  return rows.map(({ id }) => id);
}
