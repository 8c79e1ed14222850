import { DateTimeScalar, NodeType, PageInfoType, UrlScalar } from '@marketgraph/subgraph-server';
import { encodeId, type Freshness } from '@marketgraph/vocabulary';
import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import type { Article, Mention } from '../domain/article.ts';
import { FreshnessEnum } from './enums.ts';
import { SentimentType } from './sentiment-types.ts';

/** `mentions` is answered by its resolver, in one batch for a whole page. */
@Directive('@key(fields: "id")')
@ObjectType('Article', { implements: NodeType })
export class ArticleType extends NodeType {
  @Directive('@shareable')
  @Field(() => String)
  headline!: string;

  @Directive('@shareable')
  @Field(() => String, { nullable: true })
  summary!: string | null;

  @Directive('@shareable')
  @Field(() => UrlScalar)
  url!: string;

  @Directive('@shareable')
  @Field(() => String)
  publisher!: string;

  @Directive('@shareable')
  @Field(() => DateTimeScalar)
  publishedAt!: number;

  @Directive('@shareable')
  @Field(() => DateTimeScalar)
  receivedAt!: number;

  @Directive('@shareable')
  @Field(() => SentimentType, { nullable: true, description: 'Overall sentiment of the article.' })
  sentiment!: SentimentType | null;

  @Directive('@shareable')
  @Field(() => Int, { description: 'Other reports of the same story, folded into this one.' })
  duplicateCount!: number;

  @Directive('@shareable')
  @Field(() => FreshnessEnum)
  freshness!: Freshness;

  articleId!: string;
}

/** `instrument` is answered by its resolver, which brings its name along. */
@Directive('@shareable')
@ObjectType('Mention')
export class MentionType {
  @Field(() => String)
  symbol!: string;

  @Field(() => Float)
  relevance!: number;

  @Field(() => SentimentType, { nullable: true })
  sentiment!: SentimentType | null;
}

@ObjectType('ArticleEdge')
export class ArticleEdgeType {
  @Field(() => ArticleType)
  node!: ArticleType;

  @Field(() => String)
  cursor!: string;
}

@ObjectType('ArticleConnection')
export class ArticleConnectionType {
  @Field(() => [ArticleEdgeType])
  edges!: ArticleEdgeType[];

  @Field(() => [ArticleType])
  nodes!: ArticleType[];

  @Field(() => PageInfoType)
  pageInfo!: PageInfoType;
}

export function toArticleType({ provenance, sentiment, ...article }: Article): ArticleType {
  const shown = {
    id: encodeId('Article', article.articleId),
    freshness: provenance,
    sentiment: { ...sentiment, evidence: [...sentiment.evidence] },
  };
  return Object.assign(new ArticleType(), article, shown);
}

export function toMentionType({ symbol, relevance, sentiment }: Mention): MentionType {
  return Object.assign(new MentionType(), { symbol, relevance, sentiment: { ...sentiment, evidence: [...sentiment.evidence] } });
}
