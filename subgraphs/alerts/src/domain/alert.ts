import type { Severity } from '@marketgraph/vocabulary';

/** One firing of a rule for one instrument, from start to end. */
export interface Alert {
  readonly id: string;
  readonly userId: string;
  readonly ruleId: string;
  /** As it was called when it fired: alerts outlive their rules. */
  readonly ruleName: string;
  readonly symbol: string;
  readonly severity: Severity;
  readonly message: string;
  readonly value: string;
  readonly triggeredAt: number;
  readonly resolvedAt: number | null;
  readonly acknowledgedAt: number | null;
}

export type AlertCause = 'TRIGGERED' | 'ACKNOWLEDGED' | 'RESOLVED';

export interface AlertChange {
  readonly alert: Alert;
  readonly cause: AlertCause;
  readonly occurredAt: number;
  /** When what caused it reached us. */
  readonly receivedAt: number;
}

export const deliveryStates = ['WAITING', 'SENDING', 'SENT', 'FAILED', 'SUPPRESSED'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One message to one channel. */
export interface Delivery {
  readonly id: string;
  readonly alertId: string;
  readonly channelId: string | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastAttemptAt: number | null;
  readonly nextAttemptAt: number | null;
  readonly detail: string | null;
}

export const channelKinds = ['IN_APP', 'EMAIL', 'SMS', 'WEBHOOK', 'SLACK', 'DISCORD', 'TELEGRAM'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export interface Channel {
  readonly id: string;
  readonly userId: string;
  readonly kind: ChannelKind;
  readonly name: string;
  /** Already masked. */
  readonly target: string;
  readonly verified: boolean;
  readonly createdAt: number;
}
