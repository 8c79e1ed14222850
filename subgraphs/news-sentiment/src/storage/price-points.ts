import { insertRows } from '@marketgraph/postgres';
import { rowsOf, type Sql } from './sql.ts';

/** The close of one minute. */
export interface PricePoint {
  readonly symbol: string;
  readonly openTime: number;
  readonly close: string;
}

/** More than eight hours: what signals look back on, with room for late ones. */
const KEPT_PER_SYMBOL = 500;

const COLUMNS = { symbol: 'text', open_time: 'timestamptz', close: 'numeric' } as const;

const PRUNE = `
  DELETE FROM news_sentiment.price_points points
  USING unnest($1::text[]) AS asked (symbol)
  WHERE points.symbol = asked.symbol AND points.open_time <= (
    SELECT open_time FROM news_sentiment.price_points WHERE symbol = asked.symbol ORDER BY open_time DESC OFFSET ${KEPT_PER_SYMBOL} LIMIT 1)`;

/** A minute that is told again replaces what was known of it; the oldest beyond the bound go. */
export async function savePricePoints(sql: Sql, points: readonly PricePoint[]): Promise<void> {
  const newest = new Map(points.map((point) => [`${point.symbol} ${point.openTime}`, point]));
  const rows = [...newest.values()].map(({ symbol, openTime, close }) => ({ symbol, open_time: new Date(openTime), close }));
  // In one order for all, so that writers never wait for each other in a circle.
  rows.sort((a, b) => (a.symbol === b.symbol ? a.open_time.getTime() - b.open_time.getTime() : a.symbol < b.symbol ? -1 : 1));
  const conflict = '(symbol, open_time) DO UPDATE SET close = EXCLUDED.close';
  await insertRows(sql, { table: 'news_sentiment.price_points', columns: COLUMNS, rows, conflict });
  if (rows.length > 0) await sql.query(PRUNE, [[...new Set(rows.map((row) => row.symbol))]]);
}

export interface AskedCloses {
  readonly symbol: string;
  readonly at: number;
}

/** One text of all closes of a symbol: as rows they would cost several times as much. */
const CLOSES = `
  SELECT asked.place::integer AS place, string_agg(points.close::text, ' ' ORDER BY points.open_time) AS closes
  FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS asked (symbol, until, place)
  CROSS JOIN LATERAL (
    SELECT close, open_time FROM news_sentiment.price_points WHERE symbol = asked.symbol AND open_time <= asked.until
    ORDER BY open_time DESC LIMIT $3) AS points
  GROUP BY asked.place`;

/** Of each symbol, the last closes of minutes that were over at `at`, oldest first. */
export async function closesBefore(sql: Sql, asked: readonly AskedCloses[], count: number): Promise<number[][]> {
  const untils = asked.map(({ at }) => new Date(at - 60_000));
  const rows = await rowsOf<{ place: number; closes: string }>(sql, CLOSES, [asked.map(({ symbol }) => symbol), untils, count]);
  const answers: number[][] = asked.map(() => []);
  for (const { place, closes } of rows) answers[place - 1] = closes.split(' ').map(Number);
  return answers;
}
