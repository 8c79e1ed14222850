import { DAY_MS, MINUTE_MS, type PriceBasis } from '@marketgraph/vocabulary';
import { CandleFold, type CandlePart } from '../domain/candle-fold.ts';
import { dayOf } from './day-partitions.ts';
import { ms, rowsOf, type Sql, texts, timestampOf } from './sql.ts';
import type { TimeRange } from './stored-candles.ts';

/** Rows in memory at once; parsing them holds up whoever else runs in this process. */
const PAGE = 5_000;

/** A minute, and whether its LAST is, at least in part, one of bids. */
export interface FoldedMinute {
  readonly part: CandlePart;
  readonly fromBids: boolean;
}

export type FoldedMinutes = Readonly<Record<PriceBasis, FoldedMinute[]>>;

/** Ticks of one series in a time in which they count, and whether its trades make LAST, else its bids do. */
export interface CountedTicks extends TimeRange {
  readonly series: number;
  readonly isTraded: boolean;
}

/** The minutes that stored ticks make. */
export async function foldTicks(sql: Sql, counted: readonly CountedTicks[]): Promise<FoldedMinutes> {
  const [last, bid, ask] = [new CandleFold('LAST'), new CandleFold('BID'), new CandleFold('ASK')];
  const bidMinutes = new Set<number>();
  for (const { series, isTraded, ...range } of counted) {
    if (isTraded) for await (const trade of pages<TradePoint>(sql, TRADES, series, range)) last.add(trade);
    for await (const { at, key, bid: bidPrice, ask: askPrice } of pages<QuotePoint>(sql, QUOTES, series, range)) {
      const bidPoint = { at, key, price: bidPrice, size: null };
      bid.add(bidPoint);
      ask.add({ at, key, price: askPrice, size: null });
      if (isTraded) continue;
      last.add(bidPoint);
      bidMinutes.add(Math.floor(at / MINUTE_MS) * MINUTE_MS);
    }
  }
  const plain = (part: CandlePart): FoldedMinute => ({ part, fromBids: false });
  const lasts = last.parts().map((part) => ({ part, fromBids: bidMinutes.has(part.openTime) }));
  return { LAST: lasts, BID: bid.parts().map(plain), ASK: ask.parts().map(plain) };
}

/** Which sources have told of which UTC days, and whether their ticks are kept: false where they were dropped. */
export class TickDays {
  constructor(private readonly days: ReadonlyMap<string, boolean>) {}

  isKept(source: string, at: number): boolean {
    return this.days.get(`${dayOf(at)} ${source}`) === true;
  }

  isDropped(source: string, at: number): boolean {
    return this.days.get(`${dayOf(at)} ${source}`) === false;
  }
}

export async function tickDays(sql: Sql, sources: readonly string[], { from, to }: TimeRange): Promise<TickDays> {
  const rows = await rowsOf<{ day: string; source: string; dropped: boolean }>(
    sql,
    'SELECT day::text, source, dropped FROM market.tick_days WHERE source = ANY($1::text[]) AND day BETWEEN $2::date AND $3::date',
    [texts(sources), dayOf(from), dayOf(Math.max(from, to - 1))],
  );
  return new TickDays(new Map(rows.map(({ day, source, dropped }) => [`${day} ${source}`, !dropped])));
}

/** Days one by one, cut to the range. */
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
