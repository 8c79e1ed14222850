import { pageSize, toConnection } from '@marketgraph/subgraph-server';
import { keyOf } from '@marketgraph/vocabulary';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { ArticleConnectionType, ArticleType, MentionType, toArticleType, toMentionType } from './article-types.ts';
import type { NewsContext } from './context.ts';
import { ArticleFilterInput } from './inputs.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import { placeKey, readArticleFilter, readPlace } from './read-input.ts';

@Resolver(() => ArticleType)
export class ArticleResolver {
  @Query(() => ArticleType, { nullable: true })
  article(@Arg('id', () => ID) id: string, @Ctx() context: NewsContext): Promise<ArticleType | null> {
    return findArticle({ id }, context);
  }

  @Query(() => ArticleConnectionType, { nullable: true, description: 'Newest first.' })
  async articles(
    @Arg('filter', () => ArticleFilterInput, { nullable: true }) filter: ArticleFilterInput | null,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { articles }: NewsContext,
  ): Promise<ArticleConnectionType> {
    const size = pageSize(first);
    const place = readPlace(after);
    const found = await articles.page(readArticleFilter(filter), size + 1, place && { publishedAt: place.at, articleId: place.key });
    return articleConnection(found.map(toArticleType), size, after);
  }

  @Directive('@shareable')
  @FieldResolver(() => [MentionType], {
    description: 'Sentiment towards each instrument it speaks of: one headline can be good for one and bad for another.',
  })
  async mentions(@Root() { articleId }: ArticleType, @Ctx() { loaders }: NewsContext): Promise<MentionType[]> {
    const mentions = await loaders.mentions.load(articleId);
    return mentions.map(toMentionType);
  }
}

@Resolver(() => MentionType)
export class MentionResolver {
  /** Null while the instrument was not yet heard of: its promised name could not be told. */
  @Directive('@provides(fields: "name")')
  @FieldResolver(() => InstrumentType, { nullable: true })
  async instrument(@Root() { symbol }: MentionType, @Ctx() { loaders }: NewsContext): Promise<InstrumentType | null> {
    const name = await loaders.name.load(symbol);
    return name === null ? null : toInstrumentType(symbol, name);
  }
}

export function articleConnection(articles: readonly ArticleType[], size: number, after: string | null): ArticleConnectionType {
  return toConnection(articles, size, (article) => placeKey(article.publishedAt, article.articleId), after);
}

export async function findArticle(reference: Record<string, string>, { loaders }: NewsContext): Promise<ArticleType | null> {
  const key = keyOf('Article', reference['id'] ?? '');
  const article = key && (await loaders.article.load(withoutNul(key)));
  return article ? toArticleType(article) : null;
}

/** No key of ours has a zero byte, and Postgres refuses to look for one. */
const withoutNul = (key: string) => key.replaceAll('\0', '');
