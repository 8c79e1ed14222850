import { badInput, decodePageCursor, pageSize, toConnection } from '@marketgraph/subgraph-server';
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { compareKeys, type InstrumentOrder, type OrderKey, orderKey } from '../domain/instrument-order.ts';
import { InstrumentOrderEnum } from './enums.ts';
import { InstrumentConnectionType, InstrumentFilterInput } from './instrument-list-types.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import type { MarketContext, MarketReads } from './market-context.ts';

const LONGEST_SEARCH = 100;

@Resolver(() => InstrumentType)
export class InstrumentsResolver {
  @Query(() => InstrumentType, {
    nullable: true,
    description: 'By its symbol or one that it had formerly. Null when there is no such instrument.',
  })
  instrument(@Arg('symbol', () => String) symbol: string, @Ctx() { market }: MarketContext): InstrumentType | null {
    const instrument = market.catalogue.get(symbol);
    return instrument && toInstrumentType(instrument);
  }

  @Query(() => InstrumentConnectionType, { nullable: true })
  instruments(
    @Arg('filter', () => InstrumentFilterInput, { nullable: true }) filter: InstrumentFilterInput | null,
    @Arg('orderBy', () => InstrumentOrderEnum, { defaultValue: 'SYMBOL' }) orderBy: InstrumentOrder,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { market }: MarketContext,
  ): InstrumentConnectionType {
    const size = pageSize(first);
    const all = ordered(market, filter ?? {}, orderBy);
    const start = after ? placeAfter(all, after) : 0;
    const page = toConnection(all.slice(start, start + size + 1), size, ({ key }) => key, after);
    const edges = page.edges.map(({ node, cursor }) => ({ node: toInstrumentType(node.instrument), cursor }));
    return { edges, nodes: edges.map(({ node }) => node), pageInfo: page.pageInfo, totalCount: all.length };
  }
}

interface Ordered {
  readonly instrument: Parameters<typeof toInstrumentType>[0];
  readonly key: OrderKey;
}

function ordered(market: MarketReads, filter: InstrumentFilterInput, order: InstrumentOrder): Ordered[] {
  const search = filter.search?.trim() || null;
  if (search && search.length > LONGEST_SEARCH) throw badInput('BAD_USER_INPUT', `A search has at most ${LONGEST_SEARCH} characters.`);
  return market.catalogue
    .select({ ...filter, search }, market.now())
    .map((instrument) => ({ instrument, key: orderKey(instrument, market.board.latest(instrument.symbol)?.quote ?? null, order, search) }))
    .sort((a, b) => compareKeys(a.key, b.key));
}

/** Where the next page begins, also when what the last page ended with has moved or gone. */
function placeAfter(all: readonly Ordered[], cursor: string): number {
  const [value, symbol] = decodePageCursor(cursor, 2);
  if (value === undefined || typeof symbol !== 'string')
    throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
  const key: OrderKey = [value, symbol];
  const place = all.findIndex((entry) => compareKeys(entry.key, key) > 0);
  return place < 0 ? all.length : place;
}
