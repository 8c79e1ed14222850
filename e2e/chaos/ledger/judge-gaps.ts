import type pg from 'pg';

export interface GapsVerdict {
  readonly filled: number;
  readonly open: number;
  readonly lost: number;
  /** Trades that are not stored and lie in no gap that says so. */
  readonly unmarked: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** What the system itself says that it misses, against what it misses. After `judgeTrades`, whose tables it reads. */
export async function judgeGaps(client: pg.Client, sources: readonly string[]): Promise<GapsVerdict> {
  const counted = await client.query('SELECT state, count(*)::int AS n FROM market.feed_gaps WHERE feed = ANY($1) GROUP BY 1', [sources]);
  const count = (state: string) => Number(counted.rows.find((row) => row.state === state)?.n ?? 0);
  const unmarked = await client.query(
    `SELECT l.symbol, l.source, l.key, l.at FROM ledger l LEFT JOIN stored t USING (symbol, source, key)
     WHERE t.key IS NULL AND NOT EXISTS (
       SELECT FROM market.feed_gaps g WHERE g.feed = l.source AND g.symbol = l.symbol AND g.state <> 'FILLED'
         AND l.at >= g.from_at AND l.at <= coalesce(g.to_at, 'infinity'))
     ORDER BY l.at`,
  );
  const standing = await client.query(
    `SELECT symbol, gap_id, state, from_at, to_at, missing, reason FROM market.feed_gaps WHERE feed = ANY($1) AND state <> 'FILLED' LIMIT $2`,
    [sources, EXAMPLES],
  );
  return {
    filled: count('FILLED'),
    open: count('OPEN'),
    lost: count('LOST'),
    unmarked: unmarked.rows.length,
    examples: [
      ...unmarked.rows.slice(0, EXAMPLES).map((row) => `unmarked ${JSON.stringify(row)}`),
      ...standing.rows.map((row) => `gap ${JSON.stringify(row)}`),
    ],
  };
}
