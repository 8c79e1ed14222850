import { addDecimals, compareDecimals, subtractDecimals } from '@marketgraph/vocabulary';
import { type Condition, isUpward, type MetricComparison } from './condition.ts';
import type { Observation } from './observation.ts';

/**
 * Whether the condition holds; null while that is not known. With `slack` each comparison is eased by so much,
 * which is how a firing rule is asked whether it still holds; below a `not` easing means to be stricter.
 */
export function holds(condition: Condition, observation: Observation, slack: string | null = null, negated = false): boolean | null {
  if ('compare' in condition) return compareHolds(condition.compare, observation, slack, negated);
  if ('not' in condition) {
    const inner = holds(condition.not, observation, slack, !negated);
    return inner === null ? null : !inner;
  }
  const parts = 'all' in condition ? condition.all : condition.any;
  const answers = parts.map((part) => holds(part, observation, slack, negated));
  const deciding = !('all' in condition);
  if (answers.includes(deciding)) return deciding;
  return answers.includes(null) ? null : !deciding;
}

function compareHolds(comparison: MetricComparison, observation: Observation, slack: string | null, negated: boolean): boolean | null {
  const value = observation.measure(comparison);
  if (value === null) return null;
  const up = isUpward(comparison.comparison);
  const ease = up === negated ? addDecimals : subtractDecimals;
  const threshold = slack === null ? comparison.threshold : ease(comparison.threshold, slack);
  const order = compareDecimals(value, threshold);
  return up ? order > 0 : order < 0;
}
