import { DAY_MS, type PriceBasis } from '@marketgraph/vocabulary';
import { CandleFold, type CandlePart } from '../domain/candle-fold.ts';
import { dayOf } from './day-partitions.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';
import type { TimeRange } from './stored-candles.ts';

/** Rows in memory at once; parsing them holds up whoever else runs in this process. */
const PAGE = 5_000;

export type FoldedMinutes = Readonly<Record<PriceBasis, CandlePart[]>>;

/** The minutes that the stored ticks of a time make. */
export async function foldTicks(sql: Sql, series: number, range: TimeRange, isTraded: boolean): Promise<FoldedMinutes> {
  const [last, bid, ask] = [new CandleFold('LAST'), new CandleFold('BID'), new CandleFold('ASK')];
  if (isTraded) for await (const trade of pages<TradePoint>(sql, TRADES, series, range)) last.add(trade);
  for await (const { at, key, bid: bidPrice, ask: askPrice } of pages<QuotePoint>(sql, QUOTES, series, range)) {
    bid.add({ at, key, price: bidPrice, size: null });
    ask.add({ at, key, price: askPrice, size: null });
  }
  const bids = bid.parts();
  return { LAST: isTraded ? last.parts() : bids.map((part) => ({ ...part, basis: 'LAST' })), BID: bids, ASK: ask.parts() };
}

/** UTC days, as 2013-10-07, whose ticks of this source were not dropped. */
export async function keptDays(sql: Sql, source: string, { from, to }: TimeRange): Promise<Set<string>> {
  const rows = await rowsOf<{ day: string }>(
    sql,
    'SELECT day::text FROM market.tick_days WHERE source = $1 AND NOT dropped AND day BETWEEN $2::date AND $3::date',
    [source, dayOf(from), dayOf(Math.max(from, to - 1))],
  );
  return new Set(rows.map(({ day }) => day));
}

/** Kept days one by one, cut to the range. */
export function daysOf({ from, to }: TimeRange): TimeRange[] {
  const days: TimeRange[] = [];
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) {
    days.push({ from: Math.max(from, day), to: Math.min(to, day + DAY_MS) });
  }
  return days;
}

interface Place {
  readonly at: number;
  readonly key: number;
}

interface TradePoint extends Place {
  readonly price: string;
  readonly size: string;
  readonly conditions: string | null;
}

interface QuotePoint extends Place {
  readonly bid: string;
  readonly ask: string;
}

async function* pages<R extends Place>(sql: Sql, text: string, series: number, { from, to }: TimeRange): AsyncGenerator<R> {
  let after: Place = { at: from, key: Number.MIN_SAFE_INTEGER };
  for (;;) {
    const rows = await rowsOf<R>(sql, text, [series, after.at, to, after.key, PAGE]);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last;
  }
}

const page = (table: string, key: string, columns: string, condition = '') =>
  `SELECT ${ms('occurred_at')} AS at, ${key}::double precision AS key, ${columns} FROM market.${table}
   WHERE series = $1 AND occurred_at >= ${timestampOf('$2')} AND occurred_at < ${timestampOf('$3')} AND (occurred_at, ${key}) > (${timestampOf('$2')}, $4::bigint) ${condition}
   ORDER BY occurred_at, ${key} LIMIT $5`;

const TRADES = page('trade_rows', 'trade_key', 'price, size, conditions', 'AND NOT cancelled');
const QUOTES = page('quote_rows', 'quote_key', 'bid, ask');
