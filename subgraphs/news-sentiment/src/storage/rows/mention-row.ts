import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ScoredColumns } from './scored-columns.ts';

/** What an article says of one instrument; the time is repeated here so that windows need one index only. */
@Entity({ name: 'mentions' })
export class MentionRow extends ScoredColumns {
  @PrimaryColumn({ name: 'article_id', type: 'text' })
  articleId!: string;

  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  @Column({ type: 'double precision' })
  relevance!: number;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;
}
