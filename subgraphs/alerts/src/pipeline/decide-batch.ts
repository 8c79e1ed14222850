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
  const decided = { states: new Map<string, DecidedState>(), steps: [] as Step[], evaluations: 0 };
  for (const { event } of events) {
    for (const { symbol, kind, note } of sightingsOf(event, (symbol) => index.has(symbol))) {
      const readings = board.readings(symbol);
      if (!note(readings)) continue;
      const rules = index.rulesOf(symbol, kind);
      const observation = readings.observe();
      for (const rule of rules) decideRule({ rule, symbol, observation, receivedAt: event.receivedAt }, board, decided);
      decided.evaluations += rules.length;
    }
  }
  return decided;
}

interface Question {
  readonly rule: AlertRule;
  readonly symbol: string;
  readonly observation: Observation;
  readonly receivedAt: number;
}

function decideRule(question: Question, board: Board, decided: { states: Map<string, DecidedState>; steps: Step[] }): void {
  const { rule, symbol, observation } = question;
  const before = board.state(rule, symbol);
  const { state, decision } = evaluate(rule, before, observation);
  if (decision.kind === 'FIRE') decided.steps.push({ fire: firingOf(question, decision.value) });
  if (decision.kind === 'RESOLVE')
    decided.steps.push({ end: { ruleId: rule.id, symbol, at: observation.at, receivedAt: question.receivedAt } });
  if (isChanged(before, state)) decided.states.set(`${rule.id} ${symbol}`, { ruleId: rule.id, revision: rule.revision, symbol, state });
  board.decide(rule.id, symbol, state);
}

function firingOf({ rule, symbol, observation, receivedAt }: Question, value: string): Firing {
  return {
    userId: rule.userId,
    ruleId: rule.id,
    ruleName: rule.name,
    symbol,
    severity: rule.severity,
    message: messageOf(symbol, rule.condition, observation),
    value,
    triggeredAt: observation.at,
    receivedAt,
  };
}

/** The value alone is written at leisure. */
function isChanged(before: RuleState, after: RuleState): boolean {
  return (
    before.state !== after.state || before.since !== after.since || before.lastFiredAt !== after.lastFiredAt || before.armed !== after.armed
  );
}
