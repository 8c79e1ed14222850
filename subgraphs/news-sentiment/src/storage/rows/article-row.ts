import 'reflect-metadata';
import type { Provenance } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ScoredColumns } from './scored-columns.ts';

/** The first report of a story, with the sentiment of the whole of it. */
@Entity({ name: 'articles' })
export class ArticleRow extends ScoredColumns {
  @PrimaryColumn({ name: 'article_id', type: 'text' })
  articleId!: string;

  @Column({ type: 'text' })
  headline!: string;

  @Column({ type: 'text', nullable: true })
  summary!: string | null;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text' })
  publisher!: string;

  @Column({ type: 'text' })
  provenance!: Provenance;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;

  @Column({ name: 'duplicate_count', type: 'integer' })
  duplicateCount!: number;

  /** The headline without what differs between copies of one story. */
  @Column({ name: 'story_key', type: 'text' })
  storyKey!: string;
}
