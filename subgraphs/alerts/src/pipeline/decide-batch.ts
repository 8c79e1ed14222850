import type { LoggedEvent } from '@marketgraph/bus';
import type { AlertRule } from '../domain/alert-rule.ts';
import { evaluate, type RuleState } from '../domain/evaluate.ts';
import type { Observation } from '../domain/observation.ts';
import { messageOf } from '../domain/sentences.ts';
import type { DecidedState } from '../storage/evaluation-store.ts';
import type { Ending, Firing } from '../storage/write-alerts.ts';
import type { Board } from './board.ts';
import type { RuleIndex } from './rule-index.ts';
import { sightingsOf } from './sightings.ts';

export type Step = { readonly fire: Firing } | { readonly end: Ending };

/** What a batch of events leads to, decided in memory and not yet written. */
export interface Decided {
  /** The last state of each rule and symbol that changed. */
  readonly states: ReadonlyMap<string, DecidedState>;
  /** In the order decided. */
  readonly steps: readonly Step[];
  readonly evaluations: number;
}

export function decideBatch(events: readonly LoggedEvent[], index: RuleIndex, board: Board): Decided {
  const states = new Map<string, DecidedState>();
  const steps: Step[] = [];
  let evaluations = 0;
  for (const { event } of events) {
    for (const { symbol, note } of sightingsOf(event)) {
      const readings = board.readings(symbol);
      note(readings);
      const rules = index.rulesOf(symbol);
      if (rules.length === 0) continue;
      board.touched(symbol);
      const observation = readings.observe();
      evaluations += rules.length;
      for (const rule of rules) {
        const { state, step } = decideRule(rule, symbol, board.state(rule, symbol), observation, event.receivedAt);
        if (step) steps.push(step);
        if (isChanged(board.state(rule, symbol), state)) states.set(`${rule.id} ${symbol}`, { ruleId: rule.id, revision: rule.revision, symbol, state });
        board.decide(rule.id, symbol, state);
      }
    }
  }
  return { states, steps, evaluations };
}

function decideRule(rule: AlertRule, symbol: string, before: RuleState, observation: Observation, receivedAt: number): { state: RuleState; step?: Step } {
  const { state, decision } = evaluate(rule, before, observation);
  if (decision.kind === 'NOTHING') return { state };
  if (decision.kind === 'RESOLVE') return { state, step: { end: { ruleId: rule.id, symbol, at: observation.at, receivedAt } } };
  const fire: Firing = {
    userId: rule.userId,
    ruleId: rule.id,
    ruleName: rule.name,
    symbol,
    severity: rule.severity,
    message: messageOf(symbol, rule.condition, observation),
    value: decision.value,
    triggeredAt: observation.at,
    receivedAt,
  };
  return { state, step: { fire } };
}

/** The value alone is written at leisure. */
function isChanged(before: RuleState, after: RuleState): boolean {
  return before.state !== after.state || before.since !== after.since || before.lastFiredAt !== after.lastFiredAt || before.armed !== after.armed;
}
