import { DateTimeScalar, DecimalScalar } from '@marketgraph/subgraph-server';
import type { AssetClass, Region } from '@marketgraph/vocabulary';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { AssetClassEnum } from './enums.ts';

@ObjectType('AssetClassOverview')
export class AssetClassOverviewType {
  @Field(() => AssetClassEnum)
  assetClass!: AssetClass;

  @Field(() => Int)
  instrumentCount!: number;

  @Field(() => Float, { nullable: true })
  averageChangePercent!: number | null;

  @Field(() => DecimalScalar)
  volume!: string;
}

@ObjectType('MarketOverview')
export class MarketOverviewType {
  @Field(() => DateTimeScalar)
  asOf!: number;

  @Field(() => Int)
  advancing!: number;

  @Field(() => Int)
  declining!: number;

  @Field(() => Int)
  unchanged!: number;

  @Field(() => [AssetClassOverviewType])
  byAssetClass!: AssetClassOverviewType[];

  /** What the overview was asked for; its lists are made of the same. */
  assetClass!: AssetClass[] | null;
  region!: Region[] | null;
}
