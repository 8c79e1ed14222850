import { DecimalScalar, UserErrorType } from '@marketgraph/subgraph-server';
import type { AssetClass, Region, UserError } from '@marketgraph/vocabulary';
import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Instrument } from '../domain/instrument.ts';
import { administratorsOnly, mistake, type Outcome } from '../domain/outcome.ts';
import { type InstrumentToTrack, instrumentToTrack } from '../domain/track-instrument.ts';
import { AssetClassEnum, RegionEnum } from './enums.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import { toUserErrors } from './market-commands.ts';
import type { MarketContext, MarketReads } from './market-context.ts';

@ObjectType('InstrumentPayload')
export class InstrumentPayloadType {
  @Field(() => InstrumentType, { nullable: true })
  instrument!: InstrumentType | null;

  @Field(() => [UserErrorType])
  userErrors!: UserErrorType[];
}

@Resolver()
export class TrackResolver {
  @Mutation(() => InstrumentPayloadType, { nullable: true })
  async trackInstrument(
    @Arg('symbol', () => String) symbol: string,
    @Arg('name', () => String) name: string,
    @Arg('assetClass', () => AssetClassEnum) assetClass: AssetClass,
    @Arg('currency', () => String) currency: string,
    @Arg('region', () => RegionEnum, { defaultValue: 'GLOBAL' }) region: Region,
    @Arg('exchange', () => String, { nullable: true }) exchange: string | null,
    @Arg('tickSize', () => DecimalScalar, { nullable: true }) tickSize: string | null,
    @Ctx() { viewer, market }: MarketContext,
  ): Promise<InstrumentPayloadType> {
    const refusal = administratorsOnly(viewer);
    if (refusal) return payload({ errors: [refusal] });
    const outcome = await decide({ symbol, name, assetClass, currency, region, exchange, tickSize }, market);
    if ('value' in outcome) await market.commands.track(outcome.value);
    return payload(outcome);
  }
}

async function decide(asked: InstrumentToTrack, { catalogue, commands }: MarketReads): Promise<Outcome<Instrument>> {
  const tracked = await commands.trackedSymbols();
  const known = {
    get: (symbol: string) => catalogue.get(symbol),
    isTracked: (symbol: string) => tracked.has(symbol),
    trackedCount: tracked.size,
  };
  const outcome = instrumentToTrack(asked, known);
  if ('errors' in outcome || known.get(asked.symbol)) return outcome;
  const unknown = await unknownShare(outcome.value, commands.lookup);
  return unknown ? { errors: [unknown] } : outcome;
}

/** A share that nobody has heard of is a slip of the pen. Whoever cannot be asked knows all. */
async function unknownShare({ symbol, assetClass }: Instrument, lookup: MarketReads['commands']['lookup']): Promise<UserError | null> {
  if (!lookup || (assetClass !== 'STOCK' && assetClass !== 'ETF')) return null;
  const found = await lookup.search(symbol);
  if (!found || found.some((one) => one.symbol === symbol)) return null;
  const near = found.slice(0, 3).map((one) => `${one.symbol} (${one.name})`);
  return mistake('NOT_FOUND', `No provider knows ${symbol}.${near.length > 0 ? ` There is ${near.join(', ')}.` : ''}`, 'symbol');
}

function payload(outcome: Outcome<Instrument>): InstrumentPayloadType {
  const told =
    'value' in outcome
      ? { instrument: toInstrumentType(outcome.value), userErrors: [] }
      : { instrument: null, userErrors: toUserErrors(outcome.errors) };
  return Object.assign(new InstrumentPayloadType(), told);
}
