import { parseDuration } from '@marketgraph/vocabulary';
import { formatDecimal } from './numbers.ts';
import { formatSpan } from './times.ts';

export interface ComparisonParts {
  readonly metric: string;
  readonly comparison: string;
  readonly threshold: string;
  readonly window?: string | null | undefined;
}

const metricNames: Record<string, string> = {
  PRICE: 'Price',
  CHANGE_PERCENT: 'Change',
  SENTIMENT: 'Sentiment',
  SIGNAL_SCORE: 'Signal score',
};

export function metricName(metric: string): string {
  return metricNames[metric] ?? metric.toLowerCase().replaceAll('_', ' ');
}

/** "PT15M" is shown as "15 min". */
export function durationInWords(duration: string): string {
  const ms = parseDuration(duration);
  if (ms === null) return duration;
  if (ms === 0) return 'none';
  if (ms >= 86_400_000 && ms % 86_400_000 === 0) return `${ms / 86_400_000} d`;
  if (ms >= 3_600_000 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return formatSpan(ms);
}

export function conditionInWords(parts: ComparisonParts): string {
  const unit = parts.metric === 'CHANGE_PERCENT' ? ' %' : '';
  const window = parts.window && parts.metric !== 'PRICE' ? ` over ${durationInWords(parts.window)}` : '';
  const comparison = parts.comparison.toLowerCase().replaceAll('_', ' ');
  return `${metricName(parts.metric)} ${comparison} ${formatDecimal(parts.threshold)}${unit}${window}`;
}
