import type { Sql } from './sql.ts';

const BATCH = 5_000;

/** Drops simulated articles published before `before`, with their mentions and duplicates; recordings and live news stay. */
export function dropSimulatedArticles(sql: Sql, before: number): Promise<number> {
  return dropInBatches(sql, 'articles', 'article_id', 'published_at', before);
}

export function dropSimulatedSignals(sql: Sql, before: number): Promise<number> {
  return dropInBatches(sql, 'signals', 'signal_id', 'issued_at', before);
}

async function dropInBatches(sql: Sql, table: 'articles' | 'signals', key: string, time: string, before: number): Promise<number> {
  const text = `WITH dropped AS (DELETE FROM news_sentiment.${table} WHERE ${key} IN (
      SELECT ${key} FROM news_sentiment.${table} WHERE provenance = 'SIMULATED' AND ${time} < $1 LIMIT ${BATCH}) RETURNING 1)
    SELECT count(*)::integer AS count FROM dropped`;
  for (let total = 0; ; ) {
    const { rows } = await sql.query(text, [new Date(before)]);
    const { count } = (rows as { count: number }[])[0] ?? { count: 0 };
    total += count;
    if (count < BATCH) return total;
  }
}
