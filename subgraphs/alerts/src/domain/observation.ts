import type { MetricComparison } from './condition.ts';

/** What is known of one instrument at one moment of event time. */
export interface Observation {
  readonly at: number;
  /** The metric's value as a decimal; null while it is not known. */
  measure(comparison: MetricComparison): string | null;
}

const PLACES = 4;

/** Floats (percents, scores) are compared and shown with four places. */
export function toDecimal(value: number): string {
  const text = value.toFixed(PLACES).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}
