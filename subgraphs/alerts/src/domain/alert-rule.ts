import type { Severity } from '@marketgraph/vocabulary';
import type { Condition } from './condition.ts';

/** What the evaluator needs to know of a rule. Durations are milliseconds, instants milliseconds since 1970 UTC. */
export interface RuleTerms {
  readonly condition: Condition;
  readonly severity: Severity;
  readonly holdForMs: number;
  /** In the metric's unit. */
  readonly hysteresis: string | null;
  readonly cooldownMs: number;
  readonly expiresAt: number | null;
  readonly enabled: boolean;
}

/** What a user writes. */
export interface RuleDraft extends RuleTerms {
  readonly name: string;
  /** Its own symbols; null when it follows a watchlist. */
  readonly ownSymbols: readonly string[] | null;
  readonly watchlistId: string | null;
}

export interface AlertRule extends RuleDraft {
  readonly id: string;
  readonly userId: string;
  /** Rises with each change of any rule: a decision made by an older revision is void. */
  readonly revision: number;
  readonly createdAt: number;
  /** What it watches now: its own symbols, or those of its watchlist. */
  readonly symbols: readonly string[];
  /** False when the watchlist it followed is gone. */
  readonly watchlistKnown: boolean;
}

export const MOST_RULES = 100;
export const MOST_SYMBOLS = 500;

/** Whether the evaluator has to begin anew, because it is no longer the same question. */
export function asksAnew(before: RuleDraft, after: RuleDraft): boolean {
  const question = ({ condition, holdForMs, hysteresis, ownSymbols, watchlistId, enabled }: RuleDraft) =>
    JSON.stringify([formOf(condition), holdForMs, hysteresis, ownSymbols, watchlistId, enabled]);
  return question(before) !== question(after);
}

/** Alike for conditions that ask the same, whatever order their keys came back in from where they were stored. */
function formOf(condition: Condition): unknown {
  if ('compare' in condition) {
    const { metric, comparison, threshold, window, interval } = condition.compare;
    return [metric, comparison, threshold, window, interval];
  }
  if ('not' in condition) return { not: formOf(condition.not) };
  return 'all' in condition ? { all: condition.all.map(formOf) } : { any: condition.any.map(formOf) };
}
