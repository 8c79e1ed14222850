import { badInput, MAX_PAGE } from '@marketgraph/subgraph-server';
import type { AssetClass, Region } from '@marketgraph/vocabulary';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Instrument } from '../domain/instrument.ts';
import { breadth, byAssetClass, dollarRate, gainers, losers, mostActive, type Quoted } from '../domain/overview.ts';
import { readActivity } from '../storage/candle-reader.ts';
import { AssetClassEnum, RegionEnum } from './enums.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import type { MarketContext, MarketReads } from './market-context.ts';
import { MarketOverviewType } from './overview-types.ts';

/** An hour this many times its normal is unusual. */
const UNUSUAL = 1.5;

@Resolver(() => MarketOverviewType)
export class OverviewResolver {
  @Query(() => MarketOverviewType, { nullable: true })
  marketOverview(
    @Arg('assetClass', () => [AssetClassEnum], { nullable: true }) assetClass: AssetClass[] | null,
    @Arg('region', () => [RegionEnum], { nullable: true }) region: Region[] | null,
    @Ctx() { market }: MarketContext,
  ): MarketOverviewType {
    const instruments = market.catalogue.select({ assetClass, region }, market.now());
    const quoted = quotedOf(market, instruments);
    const asOf = quoted.reduce((newest, { quote }) => Math.max(newest, quote.asOf), Number.NEGATIVE_INFINITY);
    return Object.assign(new MarketOverviewType(), {
      asOf: quoted.length > 0 ? asOf : market.now(),
      ...breadth(quoted),
      byAssetClass: byAssetClass(instruments, quoted),
      assetClass: assetClass ?? null,
      region: region ?? null,
    });
  }

  @FieldResolver(() => [InstrumentType])
  gainers(
    @Root() overview: MarketOverviewType,
    @Arg('first', () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { market }: MarketContext,
  ): InstrumentType[] {
    return listed(gainers(quotedOf(market, market.catalogue.select(overview, market.now()))), first);
  }

  @FieldResolver(() => [InstrumentType])
  losers(
    @Root() overview: MarketOverviewType,
    @Arg('first', () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { market }: MarketContext,
  ): InstrumentType[] {
    return listed(losers(quotedOf(market, market.catalogue.select(overview, market.now()))), first);
  }

  @FieldResolver(() => [InstrumentType], {
    description:
      'By what was paid today in US dollars, over a third currency where there is no pair with the dollar. An instrument whose currency has no quoted way to it is left out.',
  })
  mostActive(
    @Root() overview: MarketOverviewType,
    @Arg('first', () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { market }: MarketContext,
  ): InstrumentType[] {
    const priceOf = (symbol: string) => market.board.latest(symbol)?.quote.price ?? null;
    const quoted = quotedOf(market, market.catalogue.select(overview, market.now()));
    return listed(
      mostActive(quoted, (currency) => dollarRate(currency, priceOf)),
      first,
    );
  }

  @FieldResolver(() => [InstrumentType], { description: "Unusual activity: volume or news against the instrument's own normal." })
  async trending(
    @Root() overview: MarketOverviewType,
    @Arg('first', () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { market }: MarketContext,
  ): Promise<InstrumentType[]> {
    const latest = market.catalogue.select(overview, market.now()).flatMap(({ symbol }) => market.board.latest(symbol) ?? []);
    const activity = await readActivity(
      market.sql,
      latest.map(({ symbol }) => symbol),
      latest.map(({ source }) => source),
    );
    const unusual = activity.filter(({ ratio }) => ratio >= UNUSUAL).flatMap(({ symbol }) => market.catalogue.get(symbol) ?? []);
    return listed(unusual, first);
  }
}

function quotedOf(market: MarketReads, instruments: readonly Instrument[]): Quoted[] {
  return instruments.flatMap((instrument) => {
    const latest = market.board.latest(instrument.symbol);
    return latest ? [{ instrument, quote: latest.quote }] : [];
  });
}

function listed(instruments: readonly Instrument[], first: number): InstrumentType[] {
  if (first < 0 || first > MAX_PAGE) throw badInput('PAGE_TOO_LARGE', `A list has 0 to ${MAX_PAGE} entries; ${first} were asked for.`);
  return instruments.slice(0, first).map(toInstrumentType);
}
