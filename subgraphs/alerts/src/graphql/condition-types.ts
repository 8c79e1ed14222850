import { DecimalScalar, DurationScalar } from '@marketgraph/subgraph-server';
import type { Interval } from '@marketgraph/vocabulary';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { AlertMetric, Comparison, Condition } from '../domain/condition.ts';
import { AlertMetricEnum, ComparisonEnum, IntervalEnum } from './enums.ts';

@InputType('AlertComparisonInput')
export class AlertComparisonInputType {
  @Field(() => AlertMetricEnum)
  metric: AlertMetric;

  @Field(() => ComparisonEnum)
  comparison: Comparison;

  @Field(() => DecimalScalar)
  threshold: string;

  @Field(() => DurationScalar, { nullable: true })
  window?: string | null;

  @Field(() => IntervalEnum, { nullable: true })
  interval?: Interval | null;
}

@InputType('AlertConditionInput', {
  description: 'A metric compared with a threshold, or conditions combined; exactly one of `compare`, `all`, `any`, `not`.',
})
export class AlertConditionInputType {
  @Field(() => AlertComparisonInputType, { nullable: true })
  compare?: AlertComparisonInputType | null;

  @Field(() => [AlertConditionInputType], { nullable: true })
  all?: AlertConditionInputType[] | null;

  @Field(() => [AlertConditionInputType], { nullable: true })
  any?: AlertConditionInputType[] | null;

  @Field(() => AlertConditionInputType, { nullable: true })
  not?: AlertConditionInputType | null;
}

@ObjectType('AlertComparisonView')
export class AlertComparisonViewType {
  @Field(() => AlertMetricEnum)
  metric: AlertMetric;

  @Field(() => ComparisonEnum)
  comparison: Comparison;

  @Field(() => DecimalScalar)
  threshold: string;

  @Field(() => DurationScalar, { nullable: true })
  window: string | null;

  @Field(() => IntervalEnum, { nullable: true })
  interval: Interval | null;
}

@ObjectType('AlertConditionView')
export class AlertConditionViewType {
  @Field(() => AlertComparisonViewType, { nullable: true })
  compare?: AlertComparisonViewType;

  @Field(() => [AlertConditionViewType], { nullable: true })
  all?: AlertConditionViewType[];

  @Field(() => [AlertConditionViewType], { nullable: true })
  any?: AlertConditionViewType[];

  @Field(() => AlertConditionViewType, { nullable: true })
  not?: AlertConditionViewType;
}

export function toConditionView(condition: Condition): AlertConditionViewType {
  if ('compare' in condition) return { compare: { ...condition.compare } };
  if ('not' in condition) return { not: toConditionView(condition.not) };
  return 'all' in condition ? { all: condition.all.map(toConditionView) } : { any: condition.any.map(toConditionView) };
}
