import { isDecimal } from '@marketgraph/vocabulary';
import { conditionInWords } from '../../../formatting/alert-conditions.ts';
import type { AlertMetric, AlertRuleInput, Comparison, Severity } from '../../../graphql/generated/schema-types.ts';

export interface RuleDraft {
  readonly name: string;
  readonly metric: AlertMetric;
  readonly comparison: Comparison;
  readonly threshold: string;
  readonly window: string;
  readonly cooldown: string;
  readonly severity: Severity;
}

export const draftFields = ['name', 'metric', 'comparison', 'threshold', 'window', 'cooldown', 'severity'] as const;

export const metrics: readonly { value: AlertMetric; text: string; unit: string | null; hint: string }[] = [
  { value: 'PRICE', text: 'Price', unit: null, hint: 'The last price.' },
  { value: 'CHANGE_PERCENT', text: 'Change in percent', unit: '%', hint: 'Percent change over the window.' },
  { value: 'SENTIMENT', text: 'Sentiment', unit: null, hint: 'Mean sentiment over the window, from \u22121 to 1.' },
  { value: 'SIGNAL_SCORE', text: 'Signal score', unit: null, hint: 'Score of the newest signal, from \u22121 to 1.' },
];

export const windows = [
  ['PT15M', '15 minutes'],
  ['PT1H', '1 hour'],
  ['PT4H', '4 hours'],
  ['P1D', '1 day'],
  ['P7D', '1 week'],
] as const;

export const cooldowns = [
  ['PT0S', 'None'],
  ['PT1M', '1 minute'],
  ['PT15M', '15 minutes'],
  ['PT1H', '1 hour'],
  ['P1D', '1 day'],
] as const;

export function takesWindow(metric: AlertMetric): boolean {
  return metric === 'CHANGE_PERCENT' || metric === 'SENTIMENT';
}

const grouped = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;

/** What people type: spaces, a leading plus, ".5", "1,200" as it is shown on the page, or a comma for the point. */
export function decimalOf(typed: string): string {
  const text = typed
    .trim()
    .replaceAll(/[\s_']/g, '')
    .replace(/^\+/, '')
    .replace('\u2212', '-');
  const plain = grouped.test(text) ? text.replaceAll(',', '') : text.replace(/^(-?\d*),(\d+)$/, '$1.$2');
  return plain.replace(/^(-?)\./, '$10.').replace(/\.$/, '');
}

export function suggestedName(draft: RuleDraft, symbol: string): string {
  const threshold = decimalOf(draft.threshold);
  if (!isDecimal(threshold)) return '';
  return `${symbol} ${conditionInWords({ ...draft, threshold }).toLowerCase()}`;
}

export function inputOf(draft: RuleDraft, symbol: string): AlertRuleInput {
  const window = takesWindow(draft.metric) ? { window: draft.window } : {};
  return {
    name: draft.name.trim() || suggestedName(draft, symbol),
    symbols: [symbol],
    condition: { compare: { metric: draft.metric, comparison: draft.comparison, threshold: decimalOf(draft.threshold), ...window } },
    severity: draft.severity,
    cooldown: draft.cooldown,
  };
}

/** Only what the server could not name better: everything else comes back as a userErrors entry. */
export function faultsOf(draft: RuleDraft): { message: string; field: string[] }[] {
  return isDecimal(decimalOf(draft.threshold)) ? [] : [{ message: 'Write a number, such as 196.50.', field: ['threshold'] }];
}
