import { DateTimeScalar, DurationScalar, pageSize } from '@marketgraph/subgraph-server';
import type { Interval } from '@marketgraph/vocabulary';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { articleConnection } from './article-resolver.ts';
import { ArticleConnectionType, toArticleType } from './article-types.ts';
import type { NewsContext } from './context.ts';
import { IntervalEnum } from './enums.ts';
import { InstrumentType } from './instrument-type.ts';
import { readHistoryRange, readPlace, readWindow } from './read-input.ts';
import { SentimentPointType, SentimentSummaryType } from './sentiment-types.ts';
import { signalConnection } from './signal-resolver.ts';
import { SignalConnectionType, SignalType, toSignalType } from './signal-types.ts';

@Resolver(() => InstrumentType)
export class InstrumentResolver {
  @FieldResolver(() => ArticleConnectionType, { nullable: true })
  async news(
    @Root() { symbol }: InstrumentType,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: NewsContext,
  ): Promise<ArticleConnectionType> {
    const size = pageSize(first);
    const place = readPlace(after);
    const ids = await loaders.news.load({ symbol, limit: size + 1, after: place && { publishedAt: place.at, articleId: place.key } });
    const found = await Promise.all(ids.map((id) => loaders.article.load(id)));
    return articleConnection(found.filter((article) => article !== null).map(toArticleType), size, after);
  }

  @FieldResolver(() => SentimentSummaryType, {
    nullable: true,
    description: 'Null (without an error) when nothing was written about it in the window.',
  })
  async sentiment(
    @Root() { symbol }: InstrumentType,
    @Arg('window', () => DurationScalar, { defaultValue: 'P1D' }) window: string,
    @Ctx() { loaders }: NewsContext,
  ): Promise<SentimentSummaryType | null> {
    const summary = await loaders.sentiment.load({ symbol, windowMs: readWindow(window) });
    return summary && { ...summary, window };
  }

  @FieldResolver(() => [SentimentPointType], {
    nullable: true,
    description: 'Oldest first; intervals without articles are left out.',
  })
  async sentimentHistory(
    @Root() { symbol }: InstrumentType,
    @Arg('interval', () => IntervalEnum, { defaultValue: 'ONE_HOUR' }) interval: Interval,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: number | null,
    @Arg('to', () => DateTimeScalar, { nullable: true }) to: number | null,
    @Ctx() { loaders, sentiments }: NewsContext,
  ): Promise<SentimentPointType[]> {
    const range = readHistoryRange(interval, await loaders.now.load(symbol), from, to);
    return sentiments.history(symbol, interval, range.from, range.to);
  }

  @FieldResolver(() => SignalType, { nullable: true, description: 'The newest one.' })
  async signal(@Root() { symbol }: InstrumentType, @Ctx() { loaders }: NewsContext): Promise<SignalType | null> {
    const signal = await loaders.latestSignal.load(symbol);
    return signal && toSignalType(signal);
  }

  @FieldResolver(() => SignalConnectionType, { nullable: true, description: 'Newest first.' })
  async signals(
    @Root() { symbol }: InstrumentType,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { signals }: NewsContext,
  ): Promise<SignalConnectionType> {
    const size = pageSize(first);
    const place = readPlace(after);
    const found = await signals.page({ symbols: [symbol] }, size + 1, place && { issuedAt: place.at, signalId: place.key });
    return signalConnection(found.map(toSignalType), size, after);
  }
}
