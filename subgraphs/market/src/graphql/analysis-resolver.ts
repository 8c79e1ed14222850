import { badInput, DurationScalar, pageSize } from '@marketgraph/subgraph-server';
import { type Interval, parseDuration } from '@marketgraph/vocabulary';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { candlesNeeded, type IndicatorKind, indicatorPoints, isPeriod, MAX_PERIOD } from '../domain/indicator.ts';
import { statisticsInterval, statisticsOf } from '../domain/statistics.ts';
import { readCandles, type TurnedOverCandle } from '../storage/candle-reader.ts';
import { readSeconds } from '../storage/second-reader.ts';
import { IndicatorKindEnum, IndicatorPointType, StatisticsType } from './analysis-types.ts';
import { IntervalEnum } from './enums.ts';
import { InstrumentType } from './instrument-type.ts';
import { activeCounts, type MarketContext } from './market-context.ts';

const MOST_POINTS = 5_000;
/** Of the finest interval that statistics choose for a window; ten years of days fit. */
const MOST_CANDLES = 4_000;

@Resolver(() => InstrumentType)
export class AnalysisResolver {
  @FieldResolver(() => StatisticsType)
  async statistics(
    @Root() { symbol }: InstrumentType,
    @Arg('window', () => DurationScalar, { defaultValue: 'P1D' }) window: string,
    @Ctx() context: MarketContext,
  ): Promise<StatisticsType> {
    const windowMs = parseDuration(window) ?? 0;
    if (windowMs <= 0) throw badInput('BAD_RANGE', 'A window is longer than nothing.');
    const candles = await candlesInWindow(context, symbol, windowMs);
    const exchange = context.market.catalogue.get(symbol)?.exchange ?? null;
    return Object.assign(new StatisticsType(), { window, ...statisticsOf(candles, exchange) });
  }

  @FieldResolver(() => [IndicatorPointType], {
    description: 'One value per candle, oldest first, aligned to candle open times; empty until there are enough candles.',
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
    const counts = await activeCounts(context, symbol);
    if (!counts) return [];
    const { source, tradeCount, newestAt } = counts;
    const query = { symbol, source, basis: 'LAST', limit: candlesNeeded(kind, period ?? null, last), end: 'newest' } as const;
    const candles = await (interval === 'ONE_SECOND'
      ? readSeconds(context.market.sql, { ...query, isOnlyQuoted: tradeCount === 0, newestAt })
      : readCandles(context.market.sql, { ...query, interval }));
    return indicatorPoints(kind, candles, period ?? null, last);
  }
}

/** Up to the source's newest event, not the clock: a recording of 2013 has its last day too. */
async function candlesInWindow(context: MarketContext, symbol: string, windowMs: number): Promise<TurnedOverCandle[]> {
  const counts = await activeCounts(context, symbol);
  if (!counts) return [];
  const interval = statisticsInterval(windowMs);
  const from = Math.max(counts.newestAt - windowMs, 0);
  return readCandles(context.market.sql, {
    symbol,
    source: counts.source,
    basis: 'LAST',
    interval,
    from,
    limit: MOST_CANDLES,
    end: 'newest',
  });
}
