import { DAY_MS } from '@marketgraph/vocabulary';
import { FIRST_KEY, LAST_KEY } from './bar-keys.ts';
import type { SeriesFacts } from './series-facts.ts';
import { instants, ms, rowsOf, type Sql, timestampOf } from './sql.ts';
import type { TimeRange } from './stored-candles.ts';

/** UTC days on which candles of any interval open that are no bars, or that may have ticks, oldest first. */
export async function checkedDays(sql: Sql, { id, source }: SeriesFacts, { from, to }: TimeRange): Promise<number[]> {
  const rows = await rowsOf<{ at: number }>(sql, DAYS, [id, source, ...bounds(from, to)]);
  return rows.map(({ at }) => at);
}

/** Candles that are a provider's bars, or made of such, on days on which there is nothing else. */
export async function countBars(sql: Sql, { id }: SeriesFacts, { from, to }: TimeRange, checked: readonly number[]): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    sql,
    `SELECT count(*)::integer AS count FROM market.candle_rows WHERE series = $1 AND open_time >= ${timestampOf('$2')} AND open_time < ${timestampOf('$3')}
       AND ${MADE_OF_BARS} AND ${ms(dayOf('open_time'))} <> ALL($4::double precision[])`,
    [id, ...bounds(from, to), instants(checked)],
  );
  return row?.count ?? 0;
}

const dayOf = (column: string) => `date_trunc('day', ${column}, 'UTC')`;
const MADE_OF_BARS = `(open_key < ${FIRST_KEY} OR close_key = ${LAST_KEY})`;

/** Years of one to four digits. `Date.UTC` takes those up to 99 for years of the 20th century. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.UTC(9999, 0, 1);

function bounds(from: number, to: number): [number, number] {
  return [Math.max(from, FIRST), Math.min(to, LAST)];
}

const DAYS = `SELECT DISTINCT ${ms('day')} AS at FROM (
    SELECT ${dayOf('open_time')} AS day FROM market.candle_rows
      WHERE series = $1 AND open_time >= ${dayOf(timestampOf('$3'))} AND open_time < ${timestampOf('$4')} AND NOT ${MADE_OF_BARS}
    UNION ALL SELECT day::timestamp AT TIME ZONE 'UTC' FROM market.tick_days
      WHERE source = $2 OR source IN (SELECT m.source FROM market.series m WHERE m.line = $1)) d
  WHERE day >= ${dayOf(timestampOf('$3'))} AND day < ${timestampOf('$4')} ORDER BY 1`;

/** The range of one day. */
export function dayRange(day: number): TimeRange {
  return { from: day, to: day + DAY_MS };
}
