import { DecimalScalar, NodeType } from '@marketgraph/subgraph-server';
import { type AssetClass, encodeId, type Region } from '@marketgraph/vocabulary';
import { Directive, Field, ObjectType } from 'type-graphql';
import type { Instrument } from '../domain/instrument.ts';
import { AssetClassEnum, RegionEnum } from './enums.ts';

@Directive('@key(fields: "symbol")')
@Directive('@key(fields: "id")')
@ObjectType('Instrument', {
  implements: NodeType,
  description: 'What is traded. The same entity in every part of the graph, known by its symbol (AAPL, BTC-USD, EUR-USD, XAU-USD).',
})
export class InstrumentType extends NodeType {
  @Field(() => String)
  symbol!: string;

  @Directive('@shareable')
  @Field(() => String)
  name!: string;

  @Field(() => AssetClassEnum)
  assetClass!: AssetClass;

  @Field(() => RegionEnum)
  region!: Region;

  @Field(() => String, { description: 'ISO 4217 code (or the crypto unit) that prices are quoted in.' })
  currency!: string;

  @Field(() => String, { nullable: true })
  sector!: string | null;

  @Field(() => DecimalScalar, { description: 'Smallest price step.' })
  tickSize!: string;
}

export function toInstrumentType({ symbol, name, assetClass, region, currency, sector, tickSize }: Instrument): InstrumentType {
  return Object.assign(new InstrumentType(), {
    id: encodeId('Instrument', symbol),
    symbol,
    name,
    assetClass,
    region,
    currency,
    sector,
    tickSize,
  });
}
