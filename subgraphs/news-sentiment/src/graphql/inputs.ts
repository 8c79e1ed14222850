import { DateTimeScalar } from '@marketgraph/subgraph-server';
import type { SentimentLabel, SignalAction } from '@marketgraph/vocabulary';
import { Field, InputType } from 'type-graphql';
import { SentimentLabelEnum, SignalActionEnum } from './enums.ts';

@InputType('ArticleFilter')
export class ArticleFilterInput {
  @Field(() => [String], { nullable: true })
  symbols?: string[] | null;

  @Field(() => [SentimentLabelEnum], { nullable: true })
  label?: SentimentLabel[] | null;

  @Field(() => [String], { nullable: true })
  publisher?: string[] | null;

  @Field(() => String, { nullable: true })
  search?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  from?: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  to?: number | null;
}

@InputType('SignalFilter')
export class SignalFilterInput {
  @Field(() => [String], { nullable: true })
  symbols?: string[] | null;

  @Field(() => [SignalActionEnum], { nullable: true })
  action?: SignalAction[] | null;

  @Field(() => DateTimeScalar, { nullable: true })
  from?: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  to?: number | null;
}
