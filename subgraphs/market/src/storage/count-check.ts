import { compareDecimals, DAY_MS } from '@marketgraph/vocabulary';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { LAST_KEY } from './bar-keys.ts';
import type { SeriesFacts } from './series-facts.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';

/** The counts of a series. */
export interface SeriesCounts {
  readonly tradeCount: number;
  readonly sizeSum: string;
  readonly lastTradeAt: number | null;
  readonly quoteCount: number;
}

export interface CountDrift {
  readonly columns: readonly (keyof SeriesCounts)[];
  readonly stored: SeriesCounts;
  readonly truth: SeriesCounts;
}

/** `unknown`: ticks that were counted have been dropped since, so nothing stored can tell how many there were. */
export type CountCheck = { readonly truth: SeriesCounts } & (
  | { readonly state: 'right' | 'unknown' }
  | { readonly state: 'drifted'; readonly drift: CountDrift }
);

/** Counts the ticks that are kept, a day at a time. The snapshot that `sql` reads must be one. */
export async function checkCounts(sql: Sql, series: SeriesFacts): Promise<CountCheck> {
  const truth = await countTicks(sql, series);
  const columns = (['tradeCount', 'sizeSum', 'lastTradeAt', 'quoteCount'] as const).filter((column) => differs(series, truth, column));
  if (columns.length === 0) return { state: 'right', truth };
  if (await hasDroppedTicks(sql, series)) return { state: 'unknown', truth };
  return { state: 'drifted', truth, drift: { columns, stored: series, truth } };
}

/** Adds what was found missing: the recorder may have gone on since, and what it added is right. */
export async function repairCounts(sql: Sql, id: number, { stored, truth }: CountDrift): Promise<void> {
  await sql.query(
    `UPDATE market.series SET trade_count = trade_count + $2::bigint, size_sum = size_sum + $3::numeric - $4::numeric,
       quote_count = quote_count + $5::bigint,
       last_trade_at = CASE WHEN ${ms('last_trade_at')} IS NOT DISTINCT FROM $6::double precision
         THEN ${timestampOf('$7')}
         ELSE greatest(last_trade_at, ${timestampOf('$7')}) END
     WHERE id = $1`,
    [
      id,
      truth.tradeCount - stored.tradeCount,
      truth.sizeSum,
      stored.sizeSum,
      truth.quoteCount - stored.quoteCount,
      stored.lastTradeAt,
      truth.lastTradeAt,
    ],
  );
}

async function countTicks(sql: Sql, { id, source }: SeriesFacts): Promise<SeriesCounts> {
  const days = await rowsOf<{ at: number }>(
    sql,
    `SELECT ${ms("day::timestamp AT TIME ZONE 'UTC'")} AS at FROM market.tick_days WHERE source = $1 AND NOT dropped ORDER BY 1`,
    [source],
  );
  const sizes = new DecimalSum();
  const counted = { tradeCount: 0, quoteCount: 0, lastTradeAt: null as number | null };
  for (const { at } of days) {
    const [day] = await rowsOf<DayCounts>(sql, COUNT_DAY, [id, at, at + DAY_MS]);
    if (!day) continue;
    counted.tradeCount += day.trades;
    counted.quoteCount += day.quotes;
    counted.lastTradeAt = day.last ?? counted.lastTradeAt;
    sizes.add(day.sizes);
  }
  return { ...counted, sizeSum: sizes.toString() };
}

interface DayCounts {
  readonly trades: number;
  readonly sizes: string;
  readonly last: number | null;
  readonly quotes: number;
}

const within = `series = $1 AND occurred_at >= ${timestampOf('$2')} AND occurred_at < ${timestampOf('$3')}`;

const COUNT_DAY = `SELECT trades, sizes, last, quotes FROM
  (SELECT count(*)::double precision AS trades, coalesce(sum(size), 0)::text AS sizes, ${ms('max(occurred_at)')} AS last
    FROM market.trade_rows WHERE ${within} AND NOT cancelled) t,
  (SELECT count(*)::double precision AS quotes FROM market.quote_rows WHERE ${within}) q`;

function differs(stored: SeriesCounts, truth: SeriesCounts, column: keyof SeriesCounts): boolean {
  return column === 'sizeSum' ? compareDecimals(stored.sizeSum, truth.sizeSum) !== 0 : stored[column] !== truth[column];
}

/** Minutes made of ticks on days without any; those of a line may be made of other sources' ticks. */
async function hasDroppedTicks(sql: Sql, { id, source, line }: SeriesFacts): Promise<boolean> {
  if (line !== null)
    return (await rowsOf(sql, 'SELECT 1 FROM market.tick_days WHERE source = $1 AND dropped LIMIT 1', [source])).length > 0;
  const rows = await rowsOf(
    sql,
    `SELECT 1 FROM market.candle_rows c WHERE c.series = $1 AND c."interval" = 'ONE_MINUTE' AND c.close_key <> ${LAST_KEY}
       AND NOT EXISTS (SELECT FROM market.tick_days d WHERE d.source = $2 AND NOT d.dropped AND d.day = (c.open_time AT TIME ZONE 'UTC')::date) LIMIT 1`,
    [id, source],
  );
  return rows.length > 0;
}
