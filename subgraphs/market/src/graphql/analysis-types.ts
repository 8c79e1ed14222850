import { CountScalar, DateTimeScalar, DecimalScalar, DurationScalar } from '@marketgraph/subgraph-server';
import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { type IndicatorKind, indicatorKinds } from '../domain/indicator.ts';

export const IndicatorKindEnum = Object.fromEntries(indicatorKinds.map((kind) => [kind, kind])) as { [K in IndicatorKind]: K };
registerEnumType(IndicatorKindEnum, { name: 'IndicatorKind' });

@ObjectType('IndicatorPoint')
export class IndicatorPointType {
  @Field(() => DateTimeScalar)
  openTime!: number;

  @Field(() => Float)
  value!: number;
}

@ObjectType('Statistics')
export class StatisticsType {
  @Field(() => DurationScalar)
  window!: string;

  @Field(() => DecimalScalar, { nullable: true })
  open!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  high!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  low!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  last!: string | null;

  @Field(() => DecimalScalar)
  volume!: string;

  @Field(() => CountScalar)
  tradeCount!: number;

  @Field(() => DecimalScalar, { nullable: true, description: 'Volume-weighted average price: what was paid over what was traded.' })
  vwap!: string | null;

  @Field(() => Float, { nullable: true, description: 'Of the last price against the first one of the window.' })
  changePercent!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Annualised standard deviation of the log returns between closes of a session, in percent.',
  })
  volatilityPercent!: number | null;
}
