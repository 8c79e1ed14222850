import { DAY_MS } from '@marketgraph/vocabulary';
import type { SeriesFacts } from './series-facts.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';
import type { TimeRange } from './stored-candles.ts';

/** UTC days on which candles of any interval open, or may have ticks, oldest first. Those before `bars_until` have nothing to be checked against. */
export async function checkedDays(sql: Sql, { id, source, barsUntil }: SeriesFacts, { from, to }: TimeRange): Promise<number[]> {
  const rows = await rowsOf<{ at: number }>(sql, DAYS, [id, source, ...bounds(Math.max(from, barsUntil ?? from), to)]);
  return rows.map(({ at }) => at);
}

/** Candles that were made of a provider's bars. */
export async function countBars(sql: Sql, { id, barsUntil }: SeriesFacts, { from, to }: TimeRange): Promise<number> {
  if (barsUntil === null) return 0;
  const [row] = await rowsOf<{ count: number }>(
    sql,
    `SELECT count(*)::integer AS count FROM market.candle_rows WHERE series = $1 AND open_time >= ${timestampOf('$2')} AND open_time < ${timestampOf('$3')}`,
    [id, ...bounds(from, Math.min(to, barsUntil))],
  );
  return row?.count ?? 0;
}

/** Years of one to four digits. `Date.UTC` takes those up to 99 for years of the 20th century. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.UTC(9999, 0, 1);

function bounds(from: number, to: number): [number, number] {
  return [Math.max(from, FIRST), Math.min(to, LAST)];
}

const dayOf = (column: string) => `date_trunc('day', ${column}, 'UTC')`;

const DAYS = `SELECT DISTINCT ${ms('day')} AS at FROM (
    SELECT ${dayOf('open_time')} AS day FROM market.candle_rows
      WHERE series = $1 AND open_time >= ${dayOf(timestampOf('$3'))} AND open_time < ${timestampOf('$4')}
    UNION ALL SELECT day::timestamp AT TIME ZONE 'UTC' FROM market.tick_days
      WHERE source = $2 OR source IN (SELECT m.source FROM market.series m WHERE m.line = $1)) d
  WHERE day >= ${dayOf(timestampOf('$3'))} AND day < ${timestampOf('$4')} ORDER BY 1`;

/** The range of one day. */
export function dayRange(day: number): TimeRange {
  return { from: day, to: day + DAY_MS };
}
