import { CountScalar, DateTimeScalar } from '@marketgraph/subgraph-server';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { RecordedGap } from '../domain/recorded-gap.ts';

enum GapStates {
  OPEN = 'OPEN',
  FILLED = 'FILLED',
  LOST = 'LOST',
}

registerEnumType(GapStates, {
  name: 'FeedGapState',
  description: 'What became of a time of missing prices.',
  valuesConfig: {
    OPEN: { description: 'Prices may be missing, and may still come.' },
    FILLED: { description: 'Nothing is missing any more.' },
    LOST: { description: 'Nothing will fill it.' },
  },
});

/** The platform's; market knows what a feed has missed. */
@Directive('@key(fields: "id")')
@ObjectType('Feed')
export class FeedType {
  @Field(() => ID)
  id!: string;
}

@ObjectType('FeedGap', { description: 'A time in which a feed may have missed prices of a symbol.' })
export class FeedGapType {
  @Field(() => String)
  symbol!: string;

  @Field(() => DateTimeScalar, { description: 'Of the last price before it, at the venue.' })
  from!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of the first price after it; null while none came.' })
  to!: number | null;

  @Field(() => GapStates)
  state!: RecordedGap['state'];

  @Field(() => CountScalar, { nullable: true, description: 'How many trades are missing, where the venue numbers them.' })
  missing!: number | null;

  @Field(() => String)
  reason!: string;

  @Field(() => DateTimeScalar)
  foundAt!: number;
}
