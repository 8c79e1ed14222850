import { CountScalar, DateTimeScalar, pageSize, toConnection } from '@marketgraph/subgraph-server';
import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { freshnessOf } from '../domain/freshness.ts';
import type { SymbolCounts } from '../storage/count-reader.ts';
import { ExchangeType, toExchangeType } from './exchange-type.ts';
import { InstrumentType } from './instrument-type.ts';
import { activeCounts, type MarketContext } from './market-context.ts';
import { QuoteType, toQuoteType } from './quote-type.ts';
import { checkRange } from './range.ts';
import { tradeHistory, tradePlace, tradePlaceKey } from './trade-history.ts';
import { TradeConnectionType, toTradeType } from './trade-type.ts';

@Resolver(() => InstrumentType)
export class InstrumentPricesResolver {
  @FieldResolver(() => ExchangeType, { nullable: true })
  exchange(@Root() { symbol }: InstrumentType, @Ctx() { market }: MarketContext): ExchangeType | null {
    const exchange = market.catalogue.get(symbol)?.exchange;
    return exchange ? toExchangeType(exchange, market.now(), market.calendars) : null;
  }

  @Directive('@shareable')
  @FieldResolver(() => QuoteType, { nullable: true, description: 'Latest known prices; null until the first one arrives.' })
  quote(@Root() { symbol }: InstrumentType, @Ctx() { market }: MarketContext): QuoteType | null {
    const latest = market.board.latest(symbol);
    if (!latest) return null;
    const { exchange = null, delistedAt = null } = market.catalogue.get(symbol) ?? {};
    const now = market.now();
    const isDelisted = delistedAt !== null && delistedAt <= now;
    const { source, provenance } = latest;
    const from = { provenance, exchange, pricedAt: market.board.heardAt(source), feed: market.feeds.of(source) };
    return toQuoteType(latest, isDelisted ? 'CLOSED' : freshnessOf(from, now, market.calendars));
  }

  @FieldResolver(() => TradeConnectionType, {
    description: 'Newest first. Pages are stable while new trades arrive, also when many share one instant.',
  })
  async trades(
    @Root() { symbol }: InstrumentType,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: number | null,
    @Arg('to', () => DateTimeScalar, { nullable: true }) to: number | null,
    @Ctx() context: MarketContext,
  ): Promise<TradeConnectionType> {
    const size = pageSize(first);
    checkRange(from, to);
    const place = after == null ? null : tradePlace(after);
    const rows = await tradeHistory(context, symbol, { from, to, after: place, limit: size + 1 });
    const page = toConnection(rows, size, tradePlaceKey(context, symbol), after);
    const edges = page.edges.map(({ node, cursor }) => ({ node: toTradeType(node), cursor }));
    return { edges, nodes: edges.map(({ node }) => node), pageInfo: page.pageInfo };
  }

  @FieldResolver(() => CountScalar)
  async tradeCount(@Root() { symbol }: InstrumentType, @Ctx() context: MarketContext): Promise<number> {
    return (await countsByName(context, symbol)).reduce((sum, { tradeCount }) => sum + tradeCount, 0);
  }

  @FieldResolver(() => DateTimeScalar, { nullable: true })
  async lastTradeAt(@Root() { symbol }: InstrumentType, @Ctx() context: MarketContext): Promise<number | null> {
    const times = (await countsByName(context, symbol)).flatMap(({ lastTradeAt }) => lastTradeAt ?? []);
    return times.length > 0 ? Math.max(...times) : null;
  }
}

/** Of each symbol that the instrument has or had. */
async function countsByName(context: MarketContext, symbol: string): Promise<SymbolCounts[]> {
  const names = context.market.catalogue.namesOf(symbol);
  return (await Promise.all(names.map((name) => activeCounts(context, name)))).flatMap((counts) => counts ?? []);
}
