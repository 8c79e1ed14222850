import type { Interval } from '@marketgraph/vocabulary';
import { HALF_LIVES_PER_WINDOW, roundScore, type WindowSentiment } from '../domain/sentiment-summary.ts';
import { rowsOf, type Sql } from './sql.ts';

/** After `from`, up to and including `to`, where "now" is. */
export interface SentimentWindow {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
}

export interface SentimentBucket {
  readonly from: number;
  readonly score: number;
  readonly articleCount: number;
}

const WINDOWS = `
  SELECT asked.place::integer AS place, count(*)::integer AS "articleCount",
    sum(m.score * m.relevance * aged.weight) / sum(m.relevance * aged.weight) AS score,
    count(*) FILTER (WHERE m.label IN ('BULLISH', 'SOMEWHAT_BULLISH'))::integer AS bullish,
    count(*) FILTER (WHERE m.label = 'NEUTRAL')::integer AS neutral,
    count(*) FILTER (WHERE m.label IN ('BEARISH', 'SOMEWHAT_BEARISH'))::integer AS bearish
  FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS asked (symbol, after, until, place)
  JOIN news_sentiment.mentions m ON m.symbol = asked.symbol AND m.published_at > asked.after AND m.published_at <= asked.until
  CROSS JOIN LATERAL (
    SELECT power(0.5, $4 * extract(epoch FROM asked.until - m.published_at) / extract(epoch FROM asked.until - asked.after))::double precision
      AS weight) AS aged
  GROUP BY asked.place`;

/** Weeks begin on Monday and all buckets in UTC. */
const BUCKET: Record<Interval, string> = {
  ONE_SECOND: "date_trunc('second', published_at, 'UTC')",
  ONE_MINUTE: "date_trunc('minute', published_at, 'UTC')",
  FIVE_MINUTES: "date_bin('5 minutes', published_at, 'epoch')",
  FIFTEEN_MINUTES: "date_bin('15 minutes', published_at, 'epoch')",
  THIRTY_MINUTES: "date_bin('30 minutes', published_at, 'epoch')",
  ONE_HOUR: "date_trunc('hour', published_at, 'UTC')",
  FOUR_HOURS: "date_bin('4 hours', published_at, 'epoch')",
  ONE_DAY: "date_trunc('day', published_at, 'UTC')",
  ONE_WEEK: "date_trunc('week', published_at, 'UTC')",
  ONE_MONTH: "date_trunc('month', published_at, 'UTC')",
};

export class SentimentReader {
  constructor(private readonly sql: Sql) {}

  /** Null where nothing was written. */
  async windows(asked: readonly SentimentWindow[], sql: Sql = this.sql): Promise<(WindowSentiment | null)[]> {
    const rows = await rowsOf<WindowSentiment & { place: number }>(sql, WINDOWS, [
      asked.map((window) => window.symbol),
      asked.map((window) => new Date(window.from)),
      asked.map((window) => new Date(window.to)),
      HALF_LIVES_PER_WINDOW,
    ]);
    const answers: (WindowSentiment | null)[] = asked.map(() => null);
    for (const { place, ...found } of rows) answers[place - 1] = { ...found, score: roundScore(found.score) };
    return answers;
  }

  /** From `from` to right before `to`, oldest first; weighted by relevance alone. */
  async history(symbol: string, interval: Interval, from: number, to: number): Promise<SentimentBucket[]> {
    const text = `
      SELECT ${BUCKET[interval]} AS "from", sum(score * relevance) / sum(relevance) AS score, count(*)::integer AS "articleCount"
      FROM news_sentiment.mentions WHERE symbol = $1 AND published_at >= $2 AND published_at < $3 GROUP BY 1 ORDER BY 1`;
    const rows = await rowsOf<{ from: Date; score: number; articleCount: number }>(this.sql, text, [symbol, new Date(from), new Date(to)]);
    return rows.map((row) => ({ from: row.from.getTime(), score: roundScore(row.score), articleCount: row.articleCount }));
  }
}
