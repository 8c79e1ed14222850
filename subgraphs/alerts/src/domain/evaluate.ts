import type { RuleTerms } from './alert-rule.ts';
import { comparisonsOf, isCrossing } from './condition.ts';
import { holds } from './holds.ts';
import type { Observation } from './observation.ts';

export const alertStates = ['NORMAL', 'PENDING', 'FIRING', 'RECOVERING'] as const;
export type AlertState = (typeof alertStates)[number];

/** Where one rule stands for one instrument. */
export interface RuleState {
  /** PENDING waits for `holdFor` or for the end of the cooldown; RECOVERING is back, but not by the hysteresis. */
  readonly state: AlertState;
  readonly since: number;
  readonly value: string | null;
  readonly lastFiredAt: number | null;
  /** For crossings: the value was seen on the near side since it fired last. */
  readonly armed: boolean;
}

export type Decision =
  | { readonly kind: 'FIRE'; readonly value: string; readonly reason: 'MET' }
  | { readonly kind: 'RESOLVE'; readonly reason: 'NOT_MET' | 'EXPIRED' | 'DISABLED' }
  | { readonly kind: 'NOTHING'; readonly reason: Waiting };

export type Waiting = 'UNKNOWN' | 'NOT_MET' | 'NOT_CROSSED' | 'HOLDING' | 'COOLDOWN' | 'STILL_MET' | 'HYSTERESIS' | 'EXPIRED' | 'DISABLED';

export interface Evaluation {
  readonly state: RuleState;
  readonly decision: Decision;
}

export function newState(since: number): RuleState {
  return { state: 'NORMAL', since, value: null, lastFiredAt: null, armed: false };
}

export function isActive({ state }: RuleState): boolean {
  return state === 'FIRING' || state === 'RECOVERING';
}

/** The one place that decides whether a rule fires: live, in a preview and in an explanation. */
export function evaluate(rule: RuleTerms, before: RuleState, observation: Observation): Evaluation {
  const ended = endOf(rule, observation.at);
  if (ended) return close(before, observation.at, ended);
  const met = holds(rule.condition, observation);
  if (met === null) return nothing(before, 'UNKNOWN');
  const state = { ...before, value: leadingValue(rule, observation), armed: before.armed || !met };
  if (isActive(before)) return whileFiring(rule, state, observation, met);
  return met ? whileMet(rule, state, observation.at) : nothing(enter(state, 'NORMAL', observation.at), 'NOT_MET');
}

function endOf(rule: RuleTerms, at: number): 'EXPIRED' | 'DISABLED' | null {
  if (!rule.enabled) return 'DISABLED';
  return rule.expiresAt !== null && at >= rule.expiresAt ? 'EXPIRED' : null;
}

function close(before: RuleState, at: number, reason: 'EXPIRED' | 'DISABLED'): Evaluation {
  const state = enter(before, 'NORMAL', at);
  return isActive(before) ? { state, decision: { kind: 'RESOLVE', reason } } : nothing(state, reason);
}

function whileMet(rule: RuleTerms, state: RuleState, at: number): Evaluation {
  if (needsCrossing(rule) && !state.armed) return nothing(state, 'NOT_CROSSED');
  // Where another tape begins time goes back: what was counted on the old one counts no more.
  const pending = state.since > at ? { ...state, state: 'PENDING' as const, since: at } : enter(state, 'PENDING', at);
  if (at - pending.since < rule.holdForMs) return nothing(pending, 'HOLDING');
  // A firing within the cooldown is not lost: it notifies at the cooldown's end if the condition still holds then.
  if (state.lastFiredAt !== null && state.lastFiredAt <= at && at - state.lastFiredAt < rule.cooldownMs)
    return nothing(pending, 'COOLDOWN');
  const fired = { ...enter(state, 'FIRING', at), lastFiredAt: at, armed: false };
  return { state: fired, decision: { kind: 'FIRE', value: state.value ?? '0', reason: 'MET' } };
}

function whileFiring(rule: RuleTerms, state: RuleState, observation: Observation, met: boolean): Evaluation {
  if (met) return nothing(enter(state, 'FIRING', observation.at), 'STILL_MET');
  const eased = rule.hysteresis !== null && holds(rule.condition, observation, rule.hysteresis) === true;
  if (eased) return nothing(enter(state, 'RECOVERING', observation.at), 'HYSTERESIS');
  return { state: enter(state, 'NORMAL', observation.at), decision: { kind: 'RESOLVE', reason: 'NOT_MET' } };
}

function needsCrossing(rule: RuleTerms): boolean {
  return comparisonsOf(rule.condition).some(({ comparison }) => isCrossing(comparison));
}

/** The value that is shown: of the first comparison that is known. */
function leadingValue(rule: RuleTerms, observation: Observation): string | null {
  for (const comparison of comparisonsOf(rule.condition)) {
    const value = observation.measure(comparison);
    if (value !== null) return value;
  }
  return null;
}

function enter(state: RuleState, next: AlertState, at: number): RuleState {
  return state.state === next ? state : { ...state, state: next, since: at };
}

function nothing(state: RuleState, reason: Waiting): Evaluation {
  return { state, decision: { kind: 'NOTHING', reason } };
}
