import type { AlertState, RuleState } from '../domain/evaluate.ts';

export interface StateRecord {
  rule_id: string;
  symbol: string;
  state: AlertState;
  since: Date;
  value: string | null;
  last_fired_at: Date | null;
  armed: boolean;
}

export function toState({ state, since, value, last_fired_at, armed }: StateRecord): RuleState {
  return { state, since: since.getTime(), value, lastFiredAt: last_fired_at?.getTime() ?? null, armed };
}
