import type { Severity } from '@marketgraph/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChannelKind, DeliveryState } from '../domain/alert.ts';

@Entity('alerts')
export class AlertRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { name: 'user_id' })
  userId: string;

  @Column('text', { name: 'rule_id' })
  ruleId: string;

  @Column('text', { name: 'rule_name' })
  ruleName: string;

  @Column('text')
  symbol: string;

  @Column('text')
  severity: Severity;

  @Column('text')
  message: string;

  @Column('numeric')
  value: string;

  @Column('timestamptz', { name: 'triggered_at' })
  triggeredAt: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt: Date | null;
}

@Entity('deliveries')
export class DeliveryRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { name: 'alert_id' })
  alertId: string;

  @Column('text', { name: 'channel_id', nullable: true })
  channelId: string | null;

  @Column('text')
  state: DeliveryState;

  @Column('int')
  attempts: number;

  @Column('timestamptz', { name: 'last_attempt_at', nullable: true })
  lastAttemptAt: Date | null;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt: Date | null;

  @Column('text', { nullable: true })
  detail: string | null;
}

@Entity('channels')
export class ChannelRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { name: 'user_id' })
  userId: string;

  @Column('text')
  kind: ChannelKind;

  @Column('text')
  name: string;

  @Column('text')
  target: string;

  @Column('boolean')
  verified: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
