import { DAY_MS, type Interval, parseDuration } from '@marketgraph/vocabulary';

export const alertMetrics = [
  'PRICE',
  'CHANGE_PERCENT',
  'VOLUME_RATIO',
  'SENTIMENT',
  'SENTIMENT_TREND',
  'SIGNAL_SCORE',
  'RSI',
  'SILENCE',
] as const;
export type AlertMetric = (typeof alertMetrics)[number];

/** Those that the evaluator measures; the others are refused when a rule is written. */
export const servedMetrics = ['PRICE', 'CHANGE_PERCENT', 'SENTIMENT', 'SIGNAL_SCORE'] as const satisfies readonly AlertMetric[];

export const comparisons = ['ABOVE', 'BELOW', 'CROSSES_ABOVE', 'CROSSES_BELOW'] as const;
export type Comparison = (typeof comparisons)[number];

/** A metric compared with a threshold, as the user gave it. */
export interface MetricComparison {
  readonly metric: AlertMetric;
  readonly comparison: Comparison;
  readonly threshold: string;
  /** ISO 8601; a day when left out. */
  readonly window: string | null;
  readonly interval: Interval | null;
}

export type Condition =
  | { readonly compare: MetricComparison }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export function windowMsOf({ window }: MetricComparison): number {
  return (window === null ? null : parseDuration(window)) ?? DAY_MS;
}

/** Every comparison of the condition, from left to right. */
export function comparisonsOf(condition: Condition): MetricComparison[] {
  if ('compare' in condition) return [condition.compare];
  if ('not' in condition) return comparisonsOf(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(comparisonsOf);
}

export function isUpward(comparison: Comparison): boolean {
  return comparison === 'ABOVE' || comparison === 'CROSSES_ABOVE';
}

export function isCrossing(comparison: Comparison): boolean {
  return comparison === 'CROSSES_ABOVE' || comparison === 'CROSSES_BELOW';
}
