import { DateTimeScalar, DurationScalar } from '@marketgraph/subgraph-server';
import type { SentimentLabel } from '@marketgraph/vocabulary';
import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import type { Sentiment } from '../domain/article.ts';
import { SentimentLabelEnum } from './enums.ts';

@Directive('@shareable')
@ObjectType('Sentiment')
export class SentimentType implements Sentiment {
  @Field(() => Float, { description: 'From -1 (bearish) to 1 (bullish).' })
  score!: number;

  @Field(() => SentimentLabelEnum)
  label!: SentimentLabel;

  @Field(() => Float, { description: 'From 0 to 1, calibrated: of the scores given with 0.8, about 80 % are right.' })
  confidence!: number;

  @Field(() => String, { description: 'Who scored it, e.g. local-v1, gemini-3.5-flash-lite.' })
  model!: string;

  @Field(() => [String], { description: 'The words of the article it rests on; always a literal part of headline or summary.' })
  evidence!: string[];

  @Field(() => DateTimeScalar)
  scoredAt!: number;

  @Field(() => Int, { description: 'Rises when a better model scores the article again.' })
  revision!: number;
}

@ObjectType('SentimentSummary')
export class SentimentSummaryType {
  @Field(() => DurationScalar)
  window!: string;

  @Field(() => Float)
  score!: number;

  @Field(() => SentimentLabelEnum)
  label!: SentimentLabel;

  @Field(() => Int)
  articleCount!: number;

  @Field(() => Int)
  bullish!: number;

  @Field(() => Int)
  neutral!: number;

  @Field(() => Int)
  bearish!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Score of this window minus the score of the one before; null when that one had no articles.',
  })
  trend!: number | null;
}

@ObjectType('SentimentPoint')
export class SentimentPointType {
  @Field(() => DateTimeScalar)
  from!: number;

  @Field(() => Float)
  score!: number;

  @Field(() => Int)
  articleCount!: number;
}
