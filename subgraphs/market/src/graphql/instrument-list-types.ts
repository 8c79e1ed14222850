import { PageInfoType } from '@marketgraph/subgraph-server';
import type { AssetClass, Region } from '@marketgraph/vocabulary';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { InstrumentFilter } from '../domain/instrument-catalogue.ts';
import { AssetClassEnum, RegionEnum } from './enums.ts';
import { InstrumentType } from './instrument-type.ts';

@InputType('InstrumentFilter')
export class InstrumentFilterInput implements InstrumentFilter {
  @Field(() => [String], { nullable: true })
  symbols?: string[] | null;

  @Field(() => [AssetClassEnum], { nullable: true })
  assetClass?: AssetClass[] | null;

  @Field(() => [RegionEnum], { nullable: true })
  region?: Region[] | null;

  @Field(() => [String], { nullable: true })
  currency?: string[] | null;

  @Field(() => [String], { nullable: true })
  sector?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Matches symbol, former symbols and name, best match first.' })
  search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: those alone that are delisted. They are left out otherwise, unless `symbols` names them.',
  })
  delisted?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: those alone that had another symbol before.' })
  renamed?: boolean | null;
}

@ObjectType('InstrumentEdge')
export class InstrumentEdgeType {
  @Field(() => InstrumentType)
  node!: InstrumentType;

  @Field(() => String)
  cursor!: string;
}

@ObjectType('InstrumentConnection')
export class InstrumentConnectionType {
  @Field(() => [InstrumentEdgeType])
  edges!: InstrumentEdgeType[];

  @Field(() => [InstrumentType])
  nodes!: InstrumentType[];

  @Field(() => PageInfoType)
  pageInfo!: PageInfoType;

  @Field(() => Int)
  totalCount!: number;
}
