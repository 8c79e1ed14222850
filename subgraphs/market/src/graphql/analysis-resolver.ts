import { badInput, DurationScalar, pageSize } from '@marketgraph/subgraph-server';
import { DAY_MS, type Interval, intervalMs, parseDuration } from '@marketgraph/vocabulary';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { timezoneOf } from '../domain/calendar.ts';
import type { Candle } from '../domain/candle.ts';
import { candlesNeeded, type IndicatorKind, indicatorPoints, isPeriod, MAX_PERIOD } from '../domain/indicator.ts';
import { statisticsFrom, statisticsInterval, statisticsOf } from '../domain/statistics.ts';
import type { CandleColumns } from '../storage/candle-reader.ts';
import { IndicatorKindEnum, IndicatorPointType, StatisticsType } from './analysis-types.ts';
import { candleColumns, candleHistory } from './candle-history.ts';
import { IntervalEnum } from './enums.ts';
import { InstrumentType } from './instrument-type.ts';
import { activeCounts, type MarketContext } from './market-context.ts';

type TurnedOver = Candle & { readonly turnover: string };

const MOST_POINTS = 5_000;
/** Of the finest interval that statistics choose for a window; ten years of days fit. */
const MOST_CANDLES = 4_000;

@Resolver(() => InstrumentType)
export class AnalysisResolver {
  @FieldResolver(() => StatisticsType, {
    description:
      'Of the window that ends at the newest event, from the beginning of the candle (a minute, for windows of up to two days) that it begins in. Prices are adjusted for splits and dividends within it.',
  })
  async statistics(
    @Root() { symbol }: InstrumentType,
    @Arg('window', () => DurationScalar, { defaultValue: 'P1D' }) window: string,
    @Ctx() context: MarketContext,
  ): Promise<StatisticsType> {
    const windowMs = parseDuration(window) ?? 0;
    if (windowMs <= 0) throw badInput('BAD_RANGE', 'A window is longer than nothing.');
    if (windowMs > MOST_CANDLES * DAY_MS) throw badInput('RANGE_TOO_LARGE', `A window is ${MOST_CANDLES} days at most.`);
    const candles = await candlesInWindow(context, symbol, windowMs);
    const exchange = context.market.catalogue.get(symbol)?.exchange ?? null;
    return Object.assign(new StatisticsType(), { window, ...statisticsOf(candles, exchange) });
  }

  @FieldResolver(() => [IndicatorPointType], {
    description:
      'One value per candle, oldest first, aligned to candle open times; empty until there are enough candles. From prices adjusted for splits and dividends.',
  })
  async indicator(
    @Root() { symbol }: InstrumentType,
    @Arg('kind', () => IndicatorKindEnum) kind: IndicatorKind,
    @Arg('interval', () => IntervalEnum, { defaultValue: 'ONE_DAY' }) interval: Interval,
    @Arg('period', () => Int, { nullable: true }) period: number | null,
    @Arg('last', () => Int, { defaultValue: 200 }) last: number,
    @Ctx() context: MarketContext,
  ): Promise<IndicatorPointType[]> {
    pageSize(last, MOST_POINTS);
    if (period != null && !isPeriod(period)) throw badInput('BAD_USER_INPUT', `A period is 1 to ${MAX_PERIOD}; ${period} was asked for.`);
    const limit = candlesNeeded(kind, period ?? null, last);
    const candles = await candleHistory(context, symbol, { interval, basis: 'LAST', limit, end: 'newest', adjusted: true });
    return indicatorPoints(kind, candles, period ?? null, last);
  }
}

/** Up to the source's newest event, not the clock: a recording of 2013 has its last day too. */
async function candlesInWindow(context: MarketContext, symbol: string, windowMs: number): Promise<TurnedOver[]> {
  const counts = await Promise.all(context.market.catalogue.namesOf(symbol).map((name) => activeCounts(context, name)));
  const newestAt = Math.max(...counts.map((found) => found?.newestAt ?? Number.NEGATIVE_INFINITY));
  if (newestAt === Number.NEGATIVE_INFINITY) return [];
  const interval = statisticsInterval(windowMs);
  const from = statisticsFrom(newestAt, windowMs, timezoneOf(context.market.catalogue.get(symbol) ?? { exchange: null }));
  const query = { basis: 'LAST', interval, from, limit: MOST_CANDLES, end: 'newest', adjusted: true } as const;
  const columns = await candleColumns(context, symbol, { ...query, withTurnover: true });
  if (columns) return candlesOf(columns, interval);
  const candles = await candleHistory(context, symbol, query);
  return candles.map((candle) => ({ ...candle, turnover: candle.turnover ?? '0' }));
}

function candlesOf({ openTime, open, high, low, close, volume, tradeCount, turnover }: CandleColumns, interval: Interval): TurnedOver[] {
  return openTime.map((at, place) => ({
    basis: 'LAST',
    interval,
    openTime: at,
    closeTime: at + intervalMs[interval],
    open: open[place] ?? '0',
    high: high[place] ?? '0',
    low: low[place] ?? '0',
    close: close[place] ?? '0',
    volume: volume[place] ?? '0',
    tradeCount: tradeCount[place] ?? 0,
    turnover: turnover[place] ?? '0',
  }));
}
