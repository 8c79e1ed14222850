import type { Tape } from './trade-tape.ts';

interface Pool {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

const STORED = `SELECT count(*)::integer AS count, count(DISTINCT (symbol, source, occurred_at, trade_key))::integer AS distinct,
  sum(size)::double precision AS "sizeSum",
  md5(string_agg(symbol || '|' || trade_key || '|' || round(date_part('epoch', occurred_at) * 1000) || '|' || price || '|' || size || ',', ''
    ORDER BY trade_key)) AS hash
  FROM market.trades`;

/** Count, distinct count, sum of sizes and a hash of every trade are those of the tape. */
export async function checkTrades(pool: Pool, { unique }: Tape): Promise<void> {
  const { rows } = await pool.query(STORED);
  const stored = JSON.stringify(rows[0]);
  const expected = JSON.stringify({ count: unique.count, distinct: unique.count, sizeSum: unique.sizeSum, hash: unique.hash });
  if (stored !== expected) throw new Error(`Stored is ${stored}, offered was ${expected}.`);
}

/** Candles as a reader sees them, against an aggregation of the stored trades. None may be missing, doubled or different. */
const DIFFERENT = (interval: string, width: string) => `
  WITH made AS (
    SELECT symbol, date_bin('${width}', occurred_at, '2020-01-01') AS open_time,
      (array_agg(price ORDER BY occurred_at, trade_key))[1] AS open, max(price) AS high, min(price) AS low,
      (array_agg(price ORDER BY occurred_at DESC, trade_key DESC))[1] AS close, sum(size) AS volume, count(*)::integer AS trade_count
    FROM market.trades GROUP BY 1, 2),
  told AS (
    SELECT symbol, open_time, open, high, low, close, volume, trade_count FROM market.candles WHERE basis = 'LAST' AND "interval" = '${interval}')
  SELECT count(*)::integer AS different FROM ((TABLE made EXCEPT TABLE told) UNION ALL (TABLE told EXCEPT TABLE made)) AS either`;

const WIDTHS = { ONE_MINUTE: '1 minute', FIVE_MINUTES: '5 minutes', ONE_HOUR: '1 hour', ONE_DAY: '1 day' };

export async function checkCandles(pool: Pool): Promise<void> {
  for (const [interval, width] of Object.entries(WIDTHS)) {
    const { rows } = await pool.query(DIFFERENT(interval, width));
    const { different } = rows[0] as { different: number };
    if (different > 0) throw new Error(`${different} candles of ${interval} are not what the trades say.`);
  }
}

/** The next run begins with empty tables and on another day; the days' partitions stay, and their number grows. */
export async function emptyTables(pool: Pool, { day }: Tape): Promise<void> {
  await pool.query(`TRUNCATE market.trade_rows_${day}, market.candle_rows`);
}
