import { DateTimeScalar, DecimalScalar } from '@marketgraph/subgraph-server';
import type { Freshness } from '@marketgraph/vocabulary';
import { Directive, Field, Float, ObjectType } from 'type-graphql';
import type { ReceivedQuote } from '../domain/quote-board.ts';
import { FreshnessEnum } from './enums.ts';

@Directive('@shareable')
@ObjectType('Quote')
export class QuoteType {
  @Field(() => DecimalScalar)
  price!: string;

  @Field(() => DecimalScalar, { nullable: true })
  bid!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  ask!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Since the previous close (since 24 hours ago where there is no close); null until that price is known.',
  })
  change!: string | null;

  @Field(() => Float, { nullable: true })
  changePercent!: number | null;

  @Field(() => DecimalScalar, { nullable: true })
  open!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  high!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  low!: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  previousClose!: string | null;

  @Field(() => DecimalScalar, {
    description: 'Of the trading day (the last 24 hours where there is none); 0 where the source tells prices only.',
  })
  volume!: string;

  @Field(() => DateTimeScalar, { description: 'When it happened at the venue.' })
  asOf!: number;

  @Field(() => String)
  source!: string;

  @Field(() => FreshnessEnum)
  freshness!: Freshness;
}

export function toQuoteType({ quote, source }: ReceivedQuote, freshness: Freshness): QuoteType {
  return Object.assign(new QuoteType(), quote, { source, freshness });
}
