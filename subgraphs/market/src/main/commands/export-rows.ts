import { type Interval, type PriceBasis } from '@marketgraph/vocabulary';
import { adjustCandles, isMadeOfDays } from '../../domain/adjust-candles.ts';
import { Adjustment } from '../../domain/adjustment.ts';
import { timezoneOf } from '../../domain/calendar.ts';
import { readCandles, type TurnedOverCandle } from '../../storage/candle-reader.ts';
import type { MarketStore } from '../../storage/open-market-store.ts';
import type { TimeRange } from '../../storage/stored-candles.ts';

const PAGE = 2_000;

export interface AdjustedQuery extends TimeRange {
  readonly symbol: string;
  readonly source: string;
  readonly interval: Exclude<Interval, 'ONE_SECOND'>;
  readonly basis: PriceBasis;
}

export const CANDLE_HEADER = 'ts_ms,open,high,low,close,volume,turnover,trade_count,closed,revision';

/** Candles comparable with today's prices, as lines of CSV, a page at a time. */
export async function* adjustedLines({ database, instruments, facts }: MarketStore, query: AdjustedQuery): AsyncGenerator<string> {
  const instrument = (await instruments.all()).find(({ symbol }) => symbol === query.symbol);
  const adjustment = new Adjustment(await facts.factorsOf(query.symbol), instrument ? timezoneOf(instrument) : 'UTC');
  yield `${CANDLE_HEADER}\n`;
  const { symbol, source, basis, interval, to } = query;
  let from: number | null = query.from;
  while (from !== null) {
    const page = { symbol, source, basis, limit: PAGE, end: 'oldest' as const };
    const bounds = { from: finite(from), to: finite(to) };
    const candles: TurnedOverCandle[] = await readCandles(database.pool, { ...page, ...bounds, interval });
    const [first, last] = [candles[0], candles.at(-1)];
    if (!first || !last) return;
    // A day begins up to a day before or after the UTC midnight that its week begins with.
    const range = { from: first.openTime - DAY, to: last.closeTime + DAY };
    const days = isMadeOfDays(interval) ? await readCandles(database.pool, { ...page, ...range, interval: 'ONE_DAY', limit: 70_000 }) : [];
    yield adjustCandles(candles, adjustment, days).map(lineOf).join('');
    from = candles.length < PAGE ? null : last.openTime + 1;
  }
}

const DAY = 86_400_000;

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null;
}

function lineOf({ openTime, open, high, low, close, volume, turnover, tradeCount, closed, revision }: TurnedOverCandle): string {
  return `${[openTime, open, high, low, close, volume, turnover, tradeCount, closed ? 't' : 'f', revision].join(',')}\n`;
}
