import { DAY_MS, type Interval, type PriceBasis } from '@marketgraph/vocabulary';
import { type AdjustableCandle, adjustCandles, isMadeOfDays, spansActions } from '../domain/adjust-candles.ts';
import type { Adjustment } from '../domain/adjustment.ts';
import { candleOpenTime, timezoneOf } from '../domain/calendar.ts';
import { joinCandles } from '../domain/continuous-history.ts';
import type { NamedTime } from '../domain/instrument-catalogue.ts';
import { type CandleColumns, readCandleColumns, readCandles } from '../storage/candle-reader.ts';
import { readSeconds } from '../storage/second-reader.ts';
import { activeCounts, activeSource, type MarketContext } from './market-context.ts';

export interface HistoryQuery {
  readonly interval: Interval;
  readonly basis: PriceBasis;
  /** Open times in [from, to), ms. */
  readonly from?: number | null;
  readonly to?: number | null;
  readonly limit: number;
  readonly end: 'oldest' | 'newest';
  /** For splits and dividends. */
  readonly adjusted: boolean;
}

/** Candles of an instrument, oldest first, under all the symbols that it has had, comparable with today's prices where wanted. */
export async function candleHistory(context: MarketContext, symbol: string, query: HistoryQuery): Promise<AdjustableCandle[]> {
  const adjustment = query.adjusted ? await adjustmentOf(context, symbol) : null;
  const candles = await joinedCandles(context, symbol, query);
  if (!adjustment) return candles;
  const spanning = isMadeOfDays(query.interval) ? candles.filter((candle) => spansActions(candle, adjustment)) : [];
  return adjustCandles(candles, adjustment, await daysOf(context, symbol, query.basis, spanning));
}

/** The same as columns, where they can be read as such; null where candles have to be joined, adjusted or folded first. */
export async function candleColumns(
  context: MarketContext,
  symbol: string,
  query: HistoryQuery & { readonly withTurnover?: boolean },
): Promise<CandleColumns | null> {
  const { interval } = query;
  if (interval === 'ONE_SECOND' || !isPlain(context, symbol)) return null;
  const source = await activeSource(context, symbol);
  if (source === null) return null;
  const columns = await readCandleColumns(context.market.sql, { ...query, interval, symbol, source });
  // A source that has only begun has no candles yet where another has history.
  return columns.openTime.length > 0 ? columns : null;
}

/** Whether a plain read of the one series of the symbol is the whole answer: no former symbol, nothing to adjust. */
export function isPlain({ market }: MarketContext, symbol: string): boolean {
  return namesOf(market, symbol).every((name) => name.symbol === symbol && isUnbounded(name)) && !market.adjustments.has(symbol);
}

/** Told under the newest of its symbols that has any. */
async function adjustmentOf({ market }: MarketContext, symbol: string): Promise<Adjustment | null> {
  const named = namesOf(market, symbol).findLast((name) => market.adjustments.has(name.symbol));
  const instrument = market.catalogue.get(symbol);
  return named ? market.adjustments.of(named.symbol, instrument ? timezoneOf(instrument) : 'UTC') : null;
}

function namesOf(market: MarketContext['market'], symbol: string): readonly NamedTime[] {
  return market.catalogue.get(symbol)?.names ?? [{ symbol, from: null, to: null, renamedAt: null }];
}

function isUnbounded({ from, to }: NamedTime): boolean {
  return from === null && to === null;
}

async function joinedCandles(context: MarketContext, symbol: string, query: HistoryQuery): Promise<AdjustableCandle[]> {
  const names = namesOf(context.market, symbol);
  const [only] = names;
  if (only && names.length === 1 && isUnbounded(only)) return readNamed(context, only.symbol, query);
  const instrument = context.market.catalogue.get(symbol);
  const timezone = instrument ? timezoneOf(instrument) : 'UTC';
  const histories = await Promise.all(names.map((name) => readNamed(context, name.symbol, within(query, name, timezone))));
  const joined = joinCandles(histories);
  return query.end === 'oldest' ? joined.slice(0, query.limit) : joined.slice(-query.limit);
}

/** Candles that a symbol's time has a part in. */
function within(query: HistoryQuery, { from, to }: NamedTime, timezone: string): HistoryQuery {
  const first = from === null ? null : candleOpenTime(query.interval, from, timezone);
  return {
    ...query,
    from: first === null ? (query.from ?? null) : Math.max(first, query.from ?? first),
    to: to === null ? (query.to ?? null) : Math.min(to, query.to ?? to),
  };
}

async function readNamed(context: MarketContext, symbol: string, query: HistoryQuery): Promise<AdjustableCandle[]> {
  const counts = await activeCounts(context, symbol);
  if (!counts) return [];
  const { interval, basis, from = null, to = null, limit, end } = query;
  const range = { symbol, source: counts.source, basis, from, to, limit, end };
  if (interval !== 'ONE_SECOND') return readCandles(context.market.sql, { ...range, interval });
  const { spans, onlyQuoted, newestAt } = counts;
  return readSeconds(context.market.sql, { ...range, spans, onlyQuoted, newestAt });
}

async function daysOf(
  context: MarketContext,
  symbol: string,
  basis: PriceBasis,
  periods: readonly AdjustableCandle[],
): Promise<AdjustableCandle[]> {
  const [first, last] = [periods[0], periods.at(-1)];
  if (!first || !last) return [];
  // A venue's day may begin up to a day before that of UTC.
  const [from, to] = [first.openTime - DAY_MS, last.closeTime + DAY_MS];
  return joinedCandles(context, symbol, {
    interval: 'ONE_DAY',
    basis,
    from,
    to,
    limit: Math.ceil((to - from) / DAY_MS) + 1,
    end: 'oldest',
    adjusted: false,
  });
}
