import 'reflect-metadata';
import type { Provenance, SignalAction } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SignalEvidence } from '../../domain/signals/signal.ts';

/** A signal as it was published, with all it rested on then. */
@Entity({ name: 'signals' })
export class SignalRow {
  @PrimaryColumn({ name: 'signal_id', type: 'text' })
  signalId!: string;

  @Column({ type: 'text' })
  symbol!: string;

  @Column({ type: 'text' })
  action!: SignalAction;

  @Column({ name: 'previous_action', type: 'text', nullable: true })
  previousAction!: SignalAction | null;

  @Column({ type: 'double precision' })
  score!: number;

  @Column({ type: 'double precision' })
  confidence!: number;

  @Column({ type: 'text' })
  algorithm!: string;

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt!: Date;

  @Column({ type: 'text' })
  provenance!: Provenance;

  @Column({ type: 'jsonb' })
  evidence!: SignalEvidence[];
}
