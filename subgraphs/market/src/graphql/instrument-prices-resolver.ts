import { badInput, CountScalar, DateTimeScalar, decodePageCursor, pageSize, toConnection } from '@marketgraph/subgraph-server';
import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { freshnessOf } from '../domain/freshness.ts';
import { readTrades } from '../storage/tick-reader.ts';
import { ExchangeType, toExchangeType } from './exchange-type.ts';
import { InstrumentType } from './instrument-type.ts';
import { activeCounts, activeSource, type MarketContext } from './market-context.ts';
import { QuoteType, toQuoteType } from './quote-type.ts';
import { checkRange, isInstant, isSource } from './range.ts';
import { TradeConnectionType, toTradeType } from './trade-type.ts';

@Resolver(() => InstrumentType)
export class InstrumentPricesResolver {
  @FieldResolver(() => ExchangeType, { nullable: true })
  exchange(@Root() { symbol }: InstrumentType, @Ctx() { market }: MarketContext): ExchangeType | null {
    const exchange = market.catalogue.get(symbol)?.exchange;
    return exchange ? toExchangeType(exchange, market.now()) : null;
  }

  @Directive('@shareable')
  @FieldResolver(() => QuoteType, { nullable: true, description: 'Latest known prices; null until the first one arrives.' })
  quote(@Root() { symbol }: InstrumentType, @Ctx() { market }: MarketContext): QuoteType | null {
    const latest = market.board.latest(symbol);
    if (!latest) return null;
    const exchange = market.catalogue.get(symbol)?.exchange ?? null;
    return toQuoteType(latest, freshnessOf(latest.provenance, exchange, market.board.heardAt(latest.source), market.now()));
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
    // A page goes on with the source it began with, also when another has become active meanwhile.
    const place = after ? tradePlace(after) : null;
    const source = place?.source ?? (await activeSource(context, symbol));
    const rows = source === null ? [] : await readTrades(context.market.sql, { symbol, source, from, to, after: place, limit: size + 1 });
    const page = toConnection(rows, size, (trade) => [trade.occurredAt, trade.source, trade.key], after);
    const edges = page.edges.map(({ node, cursor }) => ({ node: toTradeType(node), cursor }));
    return { edges, nodes: edges.map(({ node }) => node), pageInfo: page.pageInfo };
  }

  @FieldResolver(() => CountScalar)
  async tradeCount(@Root() { symbol }: InstrumentType, @Ctx() context: MarketContext): Promise<number> {
    return (await activeCounts(context, symbol))?.tradeCount ?? 0;
  }

  @FieldResolver(() => DateTimeScalar, { nullable: true })
  async lastTradeAt(@Root() { symbol }: InstrumentType, @Ctx() context: MarketContext): Promise<number | null> {
    return (await activeCounts(context, symbol))?.lastTradeAt ?? null;
  }
}

function tradePlace(cursor: string): { occurredAt: number; source: string; key: number } {
  const [occurredAt, source, key] = decodePageCursor(cursor, 3);
  if (isInstant(occurredAt) && isSource(source) && Number.isSafeInteger(key)) return { occurredAt, source, key: Number(key) };
  throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
}
