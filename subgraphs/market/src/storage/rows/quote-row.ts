import 'reflect-metadata';
import type { Provenance } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The latest quote of a symbol as one source tells it. */
@Entity({ name: 'quotes' })
export class QuoteRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  @PrimaryColumn({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  provenance!: Provenance;

  @Column({ type: 'numeric' })
  price!: string;

  @Column({ type: 'numeric', nullable: true })
  bid!: string | null;

  @Column({ type: 'numeric', nullable: true })
  ask!: string | null;

  @Column({ type: 'numeric', nullable: true })
  change!: string | null;

  @Column({ name: 'change_percent', type: 'double precision', nullable: true })
  changePercent!: number | null;

  @Column({ type: 'numeric', nullable: true })
  open!: string | null;

  @Column({ type: 'numeric', nullable: true })
  high!: string | null;

  @Column({ type: 'numeric', nullable: true })
  low!: string | null;

  @Column({ name: 'previous_close', type: 'numeric', nullable: true })
  previousClose!: string | null;

  @Column({ type: 'numeric' })
  volume!: string;

  @Column({ name: 'as_of', type: 'timestamptz' })
  asOf!: Date;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;

  /** Below 2 while no trade of the day counted for all prices. */
  @Column({ type: 'smallint' })
  priced!: number;
}
