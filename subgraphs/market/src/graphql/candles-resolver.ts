import { badInput, DateTimeScalar, decodePageCursor, Edge, pageSize } from '@marketgraph/subgraph-server';
import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { candleColumns, candleHistory } from './candle-history.ts';
import { CandleConnectionType, CandleSeriesType, type CandleType, toColumns } from './candle-type.ts';
import { IntervalEnum, PriceBasisEnum } from './enums.ts';
import { InstrumentType } from './instrument-type.ts';
import type { MarketContext } from './market-context.ts';
import { MissingPrices, missingTimesOf } from './missing-prices.ts';
import { checkRange, isInstant } from './range.ts';

const MOST_CANDLES = 5_000;
const DEFAULT_CANDLES = 500;
const ADJUSTED =
  "For splits and dividends since then, so that prices compare with today's: to 6 decimal places, or those of the price where it has more. " +
  'Live candles are told as traded.';

@ArgsType()
class CandleRange {
  @Field(() => IntervalEnum, { defaultValue: 'ONE_MINUTE' })
  interval!: Interval;

  @Field(() => DateTimeScalar, { nullable: true })
  from!: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  to!: number | null;

  @Field(() => PriceBasisEnum, { defaultValue: 'LAST' })
  basis!: PriceBasis;

  @Field(() => Boolean, { defaultValue: true, description: ADJUSTED })
  adjusted!: boolean;
}

@ArgsType()
class CandlePage extends CandleRange {
  @Field(() => Int, { nullable: true })
  first!: number | null;

  @Field(() => String, { nullable: true })
  after!: string | null;

  @Field(() => Int, { nullable: true })
  last!: number | null;

  @Field(() => String, { nullable: true })
  before!: string | null;
}

@Resolver(() => InstrumentType)
export class CandlesResolver {
  @FieldResolver(() => CandleConnectionType, {
    description:
      'Oldest first in [from, to); `last`/`before` page backwards from the newest. Without `first` and `last`: the newest 500. At most 5000.',
  })
  async candles(
    @Root() { symbol }: InstrumentType,
    @Args(() => CandlePage) page: CandlePage,
    @Ctx() context: MarketContext,
  ): Promise<CandleConnectionType> {
    checkRange(page.from, page.to);
    if (page.first != null && page.last != null) throw badInput('BAD_USER_INPUT', 'Ask for `first` or for `last`, not for both.');
    const size = pageSize(page.first ?? page.last ?? DEFAULT_CANDLES, MOST_CANDLES);
    const end = page.first != null ? 'oldest' : 'newest';
    const range = { ...page, from: later(page.from, page.after), to: earlier(page.to, page.before) };
    const rows = await candleHistory(context, symbol, { ...range, limit: size + 1, end });
    const nodes: CandleType[] = end === 'oldest' ? rows.slice(0, size) : rows.slice(-size);
    const missing = new MissingPrices(() => missingTimesOf(context, symbol, nodes[0]?.openTime ?? 0, nodes.at(-1)?.closeTime ?? 0));
    for (const node of nodes) node.missing = missing;
    const hasMore = rows.length > size;
    const edges = nodes.map((node) => new Edge(node, ({ openTime }) => [openTime]));
    return {
      edges,
      nodes,
      pageInfo: {
        hasNextPage: end === 'oldest' ? hasMore : page.before != null,
        hasPreviousPage: end === 'newest' ? hasMore : page.after != null,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  }

  @FieldResolver(() => CandleSeriesType, {
    description:
      'The same candles as columns: what charts should ask for (several times cheaper than rows). The newest `last` of [from, to).',
  })
  async candleSeries(
    @Root() { symbol }: InstrumentType,
    @Args(() => CandleRange) range: CandleRange,
    @Arg('last', () => Int, { defaultValue: DEFAULT_CANDLES }) last: number,
    @Ctx() context: MarketContext,
  ): Promise<CandleSeriesType> {
    checkRange(range.from, range.to);
    const query = { ...range, limit: pageSize(last, MOST_CANDLES), end: 'newest' } as const;
    const columns = (await candleColumns(context, symbol, query)) ?? toColumns(await candleHistory(context, symbol, query));
    return Object.assign(new CandleSeriesType(), { symbol, interval: range.interval, ...columns });
  }
}

/** The first open time after both bounds. */
function later(from: number | null, after: string | null | undefined): number | null {
  const next = after == null ? null : openTimeOf(after) + 1;
  return next === null ? from : Math.max(from ?? next, next);
}

function earlier(to: number | null, before: string | null | undefined): number | null {
  const end = before == null ? null : openTimeOf(before);
  return end === null ? to : Math.min(to ?? end, end);
}

function openTimeOf(cursor: string): number {
  const [openTime] = decodePageCursor(cursor, 1);
  if (isInstant(openTime)) return openTime;
  throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
}
