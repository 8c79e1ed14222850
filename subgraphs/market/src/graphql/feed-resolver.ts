import { keyOf } from '@marketgraph/vocabulary';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { readGaps } from '../storage/gap-store.ts';
import { FeedGapType, FeedType } from './feed-type.ts';
import type { MarketContext } from './market-context.ts';

@Resolver(() => FeedType)
export class FeedResolver {
  @FieldResolver(() => [FeedGapType], {
    nullable: true,
    description: 'Times in which it may have missed prices: the newest 100, and all that may still be filled; the newest first.',
  })
  async gaps(@Root() { id }: FeedType, @Ctx() { market }: MarketContext): Promise<FeedGapType[]> {
    const name = keyOf('Feed', id);
    const gaps = name === null ? [] : await readGaps(market.sql, [name]);
    return gaps.map((gap) => Object.assign(new FeedGapType(), gap));
  }
}
