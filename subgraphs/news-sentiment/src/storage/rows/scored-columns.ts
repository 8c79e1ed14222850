import 'reflect-metadata';
import type { SentimentLabel } from '@marketgraph/vocabulary';
import { Column } from 'typeorm';

/** A sentiment, as articles and mentions hold it. */
export abstract class ScoredColumns {
  @Column({ type: 'double precision' })
  score!: number;

  @Column({ type: 'text' })
  label!: SentimentLabel;

  @Column({ type: 'double precision' })
  confidence!: number;

  @Column({ type: 'text' })
  model!: string;

  @Column({ type: 'jsonb' })
  evidence!: string[];

  @Column({ name: 'scored_at', type: 'timestamptz' })
  scoredAt!: Date;

  @Column({ type: 'integer' })
  revision!: number;
}
