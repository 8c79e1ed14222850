import { DAY_MS, type Interval, MINUTE_MS, type UserError } from '@marketgraph/vocabulary';
import {
  type AlertMetric,
  type Comparison,
  type Condition,
  comparisonsOf,
  isCrossing,
  type MetricComparison,
  servedMetrics,
  windowMsOf,
} from './condition.ts';
import { inWords } from './sentences.ts';

/** A condition as it arrives: GraphQL cannot say "exactly one of". */
export interface ConditionInput {
  readonly compare?: ComparisonInput | null | undefined;
  readonly all?: readonly ConditionInput[] | null | undefined;
  readonly any?: readonly ConditionInput[] | null | undefined;
  readonly not?: ConditionInput | null | undefined;
}

export interface ComparisonInput {
  readonly metric: AlertMetric;
  readonly comparison: Comparison;
  readonly threshold: string;
  readonly window?: string | null | undefined;
  readonly interval?: Interval | null | undefined;
}

const DEEPEST = 5;
const MOST_COMPARISONS = 20;
const windows = { CHANGE_PERCENT: [MINUTE_MS, DAY_MS], SENTIMENT: [MINUTE_MS, 30 * DAY_MS] } as const;

export type CheckedCondition = { readonly condition: Condition } | { readonly errors: readonly UserError[] };

export function checkCondition(input: ConditionInput, path: readonly string[]): CheckedCondition {
  const read = readCondition(input, path, 1);
  if ('errors' in read) return read;
  const all = comparisonsOf(read.condition);
  if (all.length > MOST_COMPARISONS) return invalid(path, `A condition has at most ${MOST_COMPARISONS} comparisons.`);
  if (all.length > 1 && all.some(({ comparison }) => isCrossing(comparison))) {
    return invalid(path, 'CROSSES_ABOVE and CROSSES_BELOW stand alone: inside all, any and not, use ABOVE and BELOW.');
  }
  return read;
}

function readCondition(input: ConditionInput, path: readonly string[], depth: number): CheckedCondition {
  const { compare, all, any, not } = input;
  const given = [compare, all, any, not].filter((part) => part !== null && part !== undefined);
  if (given.length !== 1) return invalid(path, 'Give exactly one of compare, all, any and not.');
  if (depth > DEEPEST) return invalid(path, `Conditions are nested at most ${DEEPEST} deep.`);
  if (compare) return checkComparison(compare, [...path, 'compare']);
  if (not) return readNot(not, [...path, 'not'], depth);
  return all ? readParts(all, 'all', path, depth) : readParts(any ?? [], 'any', path, depth);
}

function readNot(input: ConditionInput, path: readonly string[], depth: number): CheckedCondition {
  const read = readCondition(input, path, depth + 1);
  if ('errors' in read) return read;
  const crossing = comparisonsOf(read.condition).some(({ comparison }) => isCrossing(comparison));
  return crossing ? invalid(path, 'A crossing cannot be negated.') : { condition: { not: read.condition } };
}

function readParts(inputs: readonly ConditionInput[], kind: 'all' | 'any', path: readonly string[], depth: number): CheckedCondition {
  if (inputs.length === 0 || inputs.length > MOST_COMPARISONS) return invalid([...path, kind], `Give 1 to ${MOST_COMPARISONS} conditions.`);
  const parts = inputs.map((part, index) => readCondition(part, [...path, kind, String(index)], depth + 1));
  const errors = parts.flatMap((part) => ('errors' in part ? part.errors : []));
  if (errors.length > 0) return { errors };
  const conditions = parts.flatMap((part) => ('condition' in part ? [part.condition] : []));
  return { condition: kind === 'all' ? { all: conditions } : { any: conditions } };
}

function checkComparison(input: ComparisonInput, path: readonly string[]): CheckedCondition {
  const { metric, comparison, threshold, window = null, interval = null } = input;
  if (!servedMetrics.some((served) => served === metric)) {
    return invalid([...path, 'metric'], `${metric} is not served yet; served are ${servedMetrics.join(', ')}.`);
  }
  if (interval !== null) return invalid([...path, 'interval'], `${metric} takes no interval.`);
  const compare: MetricComparison = { metric, comparison, threshold, window, interval };
  return checkWindow(compare, [...path, 'window']) ?? { condition: { compare } };
}

function checkWindow(compare: MetricComparison, path: readonly string[]): CheckedCondition | null {
  const { metric, window } = compare;
  if (metric !== 'CHANGE_PERCENT' && metric !== 'SENTIMENT') return window === null ? null : invalid(path, `${metric} takes no window.`);
  const [least, most] = windows[metric];
  const ms = windowMsOf(compare);
  return ms >= least && ms <= most ? null : invalid(path, `The window of ${metric} is ${inWords(least)} to ${inWords(most)}.`);
}

function invalid(field: readonly string[], message: string): CheckedCondition {
  return { errors: [{ code: 'INVALID', message, field: [...field] }] };
}
