import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { type Comparison, type Condition, comparisonsOf, type MetricComparison, windowMsOf } from './condition.ts';
import { holds } from './holds.ts';
import type { Observation } from './observation.ts';

const words: Record<Comparison, string> = {
  ABOVE: 'above',
  BELOW: 'below',
  CROSSES_ABOVE: 'crossing above',
  CROSSES_BELOW: 'crossing below',
};

/** The condition as one sentence: "Price above 100 and change within 1 hour below -2 %." */
export function summaryOf(condition: Condition): string {
  const text = phrase(condition, false);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What happened, as a sentence with value, threshold, window and symbol; of alternatives the one that was met. */
export function messageOf(symbol: string, condition: Condition, observation: Observation): string {
  if ('compare' in condition) {
    const { compare } = condition;
    return `${subject(symbol, compare, observation)} (rule: ${words[compare.comparison]} ${compare.threshold}${unit(compare)})`;
  }
  const met = 'any' in condition ? condition.any.find((part) => holds(part, observation)) : undefined;
  if (met) return messageOf(symbol, met, observation);
  const known = comparisonsOf(condition).filter((comparison) => observation.measure(comparison) !== null);
  const values = known.map((comparison) => `${measureName(comparison)} ${signed(comparison, observation)}`);
  return `${symbol}: ${[...new Set(values)].join(', ')} (rule: ${phrase(condition, false)})`;
}

function subject(symbol: string, comparison: MetricComparison, observation: Observation): string {
  const value = signed(comparison, observation);
  switch (comparison.metric) {
    case 'CHANGE_PERCENT':
      return `${symbol} moved ${value} within ${inWords(windowMsOf(comparison))}`;
    case 'SENTIMENT':
      return `News sentiment of ${symbol} is ${value} over ${inWords(windowMsOf(comparison))}`;
    case 'SIGNAL_SCORE':
      return `The signal score of ${symbol} is ${value}`;
    default:
      return `${symbol} trades at ${value}`;
  }
}

function signed(comparison: MetricComparison, observation: Observation): string {
  const value = observation.measure(comparison) ?? '';
  const plus = comparison.metric !== 'PRICE' && !value.startsWith('-') && Number(value) !== 0 ? '+' : '';
  return `${plus}${value}${unit(comparison)}`;
}

function unit({ metric }: MetricComparison): string {
  return metric === 'CHANGE_PERCENT' ? ' %' : '';
}

function phrase(condition: Condition, inside: boolean): string {
  if ('compare' in condition) {
    const { compare } = condition;
    return `${measureName(compare)} ${words[compare.comparison]} ${compare.threshold}${unit(compare)}`;
  }
  if ('not' in condition) return `not (${phrase(condition.not, false)})`;
  const [parts, joint] = 'all' in condition ? [condition.all, ' and '] : [condition.any, ' or '];
  const text = parts.map((part) => phrase(part, true)).join(joint);
  return inside && parts.length > 1 ? `(${text})` : text;
}

function measureName(comparison: MetricComparison): string {
  const window = inWords(windowMsOf(comparison));
  switch (comparison.metric) {
    case 'CHANGE_PERCENT':
      return `change within ${window}`;
    case 'SENTIMENT':
      return `news sentiment over ${window}`;
    default:
      return comparison.metric.toLowerCase().replaceAll('_', ' ');
  }
}

const units = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
  [SECOND_MS, 'second'],
] as const;

/** 5,400,000 ms is "1 hour 30 minutes". */
export function inWords(ms: number): string {
  let rest = ms;
  const parts = units.flatMap(([length, name]) => {
    const count = length === SECOND_MS ? rest / length : Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? [`${count} ${name}${count === 1 ? '' : 's'}`] : [];
  });
  return parts.join(' ') || '0 seconds';
}
