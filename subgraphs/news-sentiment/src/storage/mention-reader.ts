import { type DataSource, In } from 'typeorm';
import type { Mention } from '../domain/article.ts';
import type { ArticlePlace } from './article-reader.ts';
import { MentionRow } from './rows/mention-row.ts';
import { toMention } from './to-article.ts';

/** One instrument's page of news, newest first. */
export interface NewsPage {
  readonly symbol: string;
  readonly limit: number;
  readonly after: ArticlePlace | null;
}

const PAGES = `
  SELECT asked.place::integer AS place, found.article_id AS "articleId"
  FROM unnest($1::text[], $2::integer[], $3::timestamptz[], $4::text[]) WITH ORDINALITY AS asked (symbol, most, after_time, after_id, place)
  CROSS JOIN LATERAL (
    SELECT article_id, published_at FROM news_sentiment.mentions
    WHERE symbol = asked.symbol AND (asked.after_time IS NULL OR (published_at, article_id) < (asked.after_time, asked.after_id))
    ORDER BY published_at DESC, article_id DESC LIMIT asked.most) AS found
  ORDER BY asked.place, found.published_at DESC, found.article_id DESC`;

export class MentionReader {
  constructor(private readonly dataSource: DataSource) {}

  async ofArticles(articleIds: readonly string[]): Promise<Map<string, Mention[]>> {
    const order = { relevance: 'DESC', symbol: 'ASC' } as const;
    const rows = await this.dataSource.getRepository(MentionRow).find({ where: { articleId: In([...articleIds]) }, order });
    const byArticle = Map.groupBy(rows, (row) => row.articleId);
    return new Map([...byArticle].map(([articleId, found]) => [articleId, found.map(toMention)]));
  }

  /** The ids of the articles of each page, in the order asked for. */
  async pages(asked: readonly NewsPage[]): Promise<string[][]> {
    const rows: { place: number; articleId: string }[] = await this.dataSource.query(PAGES, [
      asked.map((page) => page.symbol),
      asked.map((page) => page.limit),
      asked.map((page) => (page.after ? new Date(page.after.publishedAt) : null)),
      asked.map((page) => page.after?.articleId ?? null),
    ]);
    const pages: string[][] = asked.map(() => []);
    for (const { place, articleId } of rows) pages[place - 1]?.push(articleId);
    return pages;
  }
}
