import type { SentimentLabel } from '@marketgraph/vocabulary';
import { Brackets, type DataSource, In, type SelectQueryBuilder } from 'typeorm';
import type { Article } from '../domain/article.ts';
import { ArticleRow } from './rows/article-row.ts';
import { MentionRow } from './rows/mention-row.ts';
import { toArticle } from './to-article.ts';

export interface ArticleSearch {
  readonly symbols?: readonly string[];
  readonly labels?: readonly SentimentLabel[];
  readonly publishers?: readonly string[];
  /** Every word must occur in headline or summary. */
  readonly words?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

/** Right after this article, newest first. */
export interface ArticlePlace {
  readonly publishedAt: number;
  readonly articleId: string;
}

export class ArticleReader {
  constructor(private readonly dataSource: DataSource) {}

  async byIds(articleIds: readonly string[]): Promise<Article[]> {
    const rows = await this.dataSource.getRepository(ArticleRow).findBy({ articleId: In([...articleIds]) });
    return rows.map(toArticle);
  }

  /** Newest first. */
  async page(search: ArticleSearch, limit: number, after: ArticlePlace | null): Promise<Article[]> {
    const query = this.dataSource.getRepository(ArticleRow).createQueryBuilder('article');
    narrow(query, search);
    if (after) {
      query.andWhere('(article.publishedAt, article.articleId) < (:afterTime, :afterId)', {
        afterTime: new Date(after.publishedAt),
        afterId: after.articleId,
      });
    }
    const rows = await query.orderBy('article.publishedAt', 'DESC').addOrderBy('article.articleId', 'DESC').limit(limit).getMany();
    return rows.map(toArticle);
  }
}

function narrow(query: SelectQueryBuilder<ArticleRow>, search: ArticleSearch): void {
  const { symbols, labels, publishers, words = [], from, to } = search;
  if (symbols) {
    const mentioned = query.subQuery().select('1').from(MentionRow, 'mention');
    mentioned.where('mention.articleId = article.articleId AND mention.symbol = ANY(:symbols)');
    query.andWhere(`EXISTS ${mentioned.getQuery()}`, { symbols });
  }
  if (labels) query.andWhere('article.label = ANY(:labels)', { labels });
  if (publishers) query.andWhere('article.publisher = ANY(:publishers)', { publishers });
  if (from !== undefined) query.andWhere('article.publishedAt >= :from', { from: new Date(from) });
  if (to !== undefined) query.andWhere('article.publishedAt < :to', { to: new Date(to) });
  for (const [index, word] of words.entries()) query.andWhere(contains(`word${index}`, word));
}

function contains(name: string, word: string): Brackets {
  const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return new Brackets((either) => {
    either.where(`article.headline ILIKE :${name}`, { [name]: pattern }).orWhere(`article.summary ILIKE :${name}`);
  });
}
