import type { Severity } from '@marketgraph/vocabulary';
import type { Alert, Channel, Delivery } from './alert.ts';
import type { AlertRule, RuleDraft } from './alert-rule.ts';
import type { RuleState } from './evaluate.ts';
import type { Outcome } from './outcome.ts';

export interface RuleStore {
  ofUser(userId: string): Promise<AlertRule[]>;
  /** Whether the account was deleted: its tokens outlive it by minutes. */
  isForgotten(userId: string): Promise<boolean>;
  /** Null when the user has `most` already. */
  add(userId: string, draft: RuleDraft, most: number, now: number): Promise<AlertRule | null>;
  /** `change` is asked while the rule is locked. Null when the user has no such rule. */
  change(id: string, userId: string, change: (rule: AlertRule) => Outcome<RuleDraft>, now: number): Promise<Outcome<AlertRule> | null>;
  remove(id: string, userId: string, now: number): Promise<boolean>;
  ownsWatchlist(userId: string, watchlistId: string): Promise<boolean>;
  /** By rule, then by symbol; of rules of this user only. */
  statesOf(ruleIds: readonly string[], userId: string): Promise<Map<string, Map<string, RuleState>>>;
}

export interface AlertFilter {
  readonly symbols?: readonly string[];
  readonly ruleIds?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly active?: boolean;
  /** Of `triggeredAt`; half-open. */
  readonly from?: number;
  readonly to?: number;
}

/** The last alert of the page before: newest first, the id decides between alerts of one instant. */
export interface AlertPlace {
  readonly triggeredAt: number;
  readonly id: string;
}

export interface AlertStore {
  list(userId: string, filter: AlertFilter, limit: number, after: AlertPlace | null): Promise<Alert[]>;
  /** One page for each symbol or rule, in one query. */
  pages(
    userId: string,
    by: 'symbol' | 'rule',
    keys: readonly string[],
    limit: number,
    after: AlertPlace | null,
  ): Promise<Map<string, Alert[]>>;
  find(ids: readonly string[], userId: string): Promise<Alert[]>;
  /** Null when the user has no such alert. Acknowledging again changes nothing. */
  acknowledge(id: string, userId: string, now: number): Promise<Alert | null>;
  deliveriesOf(alertIds: readonly string[], userId: string): Promise<Delivery[]>;
  findDeliveries(ids: readonly string[], userId: string): Promise<Delivery[]>;
}

export interface ChannelStore {
  /** The one that every user has. */
  inApp(userId: string, now: number): Promise<Channel>;
}
