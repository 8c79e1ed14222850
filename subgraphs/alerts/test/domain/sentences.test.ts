import { describe, expect, it } from 'vitest';
import type { Condition, MetricComparison } from '../../src/domain/condition.ts';
import { inWords, messageOf, summaryOf } from '../../src/domain/sentences.ts';

const compare = (
  metric: MetricComparison['metric'],
  comparison: MetricComparison['comparison'],
  threshold: string,
  window: string | null = null,
): Condition => ({
  compare: { metric, comparison, threshold, window, interval: null },
});
const seen = (value: string) => ({ at: 0, measure: () => value });

describe('the message of an alert', () => {
  it.each<[Condition, string, string]>([
    [compare('CHANGE_PERCENT', 'ABOVE', '0.3', 'PT1M'), '0.42', 'BTC-USD moved +0.42 % within 1 minute (rule: above 0.3 %)'],
    [compare('CHANGE_PERCENT', 'BELOW', '-2', 'PT1H'), '-2.5', 'BTC-USD moved -2.5 % within 1 hour (rule: below -2 %)'],
    [compare('PRICE', 'ABOVE', '64000'), '64012.50', 'BTC-USD trades at 64012.50 (rule: above 64000)'],
    [compare('PRICE', 'CROSSES_BELOW', '64000'), '63999', 'BTC-USD trades at 63999 (rule: crossing below 64000)'],
    [compare('SENTIMENT', 'ABOVE', '0.4', 'PT4H'), '0.45', 'News sentiment of BTC-USD is +0.45 over 4 hours (rule: above 0.4)'],
    [compare('SIGNAL_SCORE', 'BELOW', '-0.5'), '-0.61', 'The signal score of BTC-USD is -0.61 (rule: below -0.5)'],
  ])('says value, threshold and window: %#', (condition, value, message) => {
    expect(messageOf('BTC-USD', condition, seen(value))).toBe(message);
  });

  it('tells of alternatives the one that was met', () => {
    const condition: Condition = {
      any: [compare('CHANGE_PERCENT', 'ABOVE', '1', 'PT1M'), compare('CHANGE_PERCENT', 'BELOW', '-1', 'PT1M')],
    };
    expect(messageOf('SOL-USD', condition, seen('-1.2'))).toBe('SOL-USD moved -1.2 % within 1 minute (rule: below -1 %)');
  });

  it('lists the values of a combined condition', () => {
    const condition: Condition = { all: [compare('PRICE', 'ABOVE', '100'), compare('SIGNAL_SCORE', 'ABOVE', '0.5')] };
    const observation = { at: 0, measure: ({ metric }: MetricComparison) => (metric === 'PRICE' ? '101' : '0.6') };
    expect(messageOf('AAPL', condition, observation)).toBe(
      'AAPL: price 101, signal score +0.6 (rule: price above 100 and signal score above 0.5)',
    );
  });
});

describe('the summary of a rule', () => {
  it('reads as one sentence', () => {
    const condition: Condition = {
      all: [
        compare('PRICE', 'ABOVE', '100'),
        { any: [{ not: compare('SENTIMENT', 'BELOW', '0') }, compare('CHANGE_PERCENT', 'ABOVE', '5', 'PT15M')] },
      ],
    };
    expect(summaryOf(condition)).toBe(
      'Price above 100 and (not (news sentiment over 1 day below 0) or change within 15 minutes above 5 %).',
    );
  });
});

describe('a duration in words', () => {
  it.each([
    [60_000, '1 minute'],
    [5_400_000, '1 hour 30 minutes'],
    [86_400_000, '1 day'],
    [1_500, '1.5 seconds'],
  ])('%d ms is %s', (ms, words) => {
    expect(inWords(ms)).toBe(words);
  });
});
