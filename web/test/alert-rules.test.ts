import { describe, expect, it } from 'vitest';
import { decimalOf, draftFields, faultsOf, inputOf, type RuleDraft } from '../src/features/alerts/rules/rule-draft.ts';
import { noToasts, withoutToast, withToast } from '../src/features/alerts/stream/toast-queue.ts';
import type { AlertParts } from '../src/graphql/generated/fragments.ts';
import { sortErrors } from '../src/ui/user-errors.ts';

const draft: RuleDraft = {
  name: '',
  metric: 'PRICE',
  comparison: 'ABOVE',
  threshold: '196.50',
  window: 'P1D',
  cooldown: 'PT15M',
  severity: 'WARNING',
};

describe('a rule draft', () => {
  it.each([
    ['196.50', '196.50'],
    [' 1 200,5 ', '1200.5'],
    ['1,200', '1200'],
    ['94,286.60', '94286.60'],
    ['0,500', '0.500'],
    ['+.5', '0.5'],
    ['\u22125', '-5'],
    ['12.', '12'],
  ])('reads %j as the decimal %s', (typed, decimal) => {
    expect(decimalOf(typed)).toBe(decimal);
  });

  it('asks for a number where there is none', () => {
    expect(faultsOf({ ...draft, threshold: 'high' })).toMatchObject([{ field: ['threshold'] }]);
    expect(faultsOf(draft)).toEqual([]);
  });

  it('is named after its condition until somebody names it', () => {
    expect(inputOf(draft, 'AAPL').name).toBe('AAPL price above 196.50');
    expect(inputOf({ ...draft, name: ' Sell half ' }, 'AAPL').name).toBe('Sell half');
  });

  it('sends a window only with a metric that has one', () => {
    expect(inputOf(draft, 'AAPL').condition.compare).toEqual({ metric: 'PRICE', comparison: 'ABOVE', threshold: '196.50' });
    expect(inputOf({ ...draft, metric: 'SENTIMENT', threshold: '-0.3' }, 'AAPL').condition.compare).toMatchObject({ window: 'P1D' });
  });
});

describe('user errors', () => {
  it('stand at the field their path ends in, others above the form', () => {
    const errors = [
      { message: 'Too low.', field: ['input', 'condition', 'compare', 'threshold'] },
      { message: 'You have 100 rules already.', field: null },
      { message: 'No such symbol.', field: ['input', 'symbols'] },
    ];
    expect(sortErrors(errors, draftFields)).toEqual({
      byField: { threshold: 'Too low.' },
      general: ['You have 100 rules already.', 'No such symbol.'],
    });
  });
});

describe('toasts', () => {
  const alert = (id: string, severity: AlertParts['severity']): AlertParts => ({
    id,
    severity,
    symbol: 'AAPL',
    message: id,
    value: '1',
    triggeredAt: '2026-11-20T14:00:00.000Z',
    resolvedAt: null,
    acknowledgedAt: null,
    rule: null,
  });

  const told = [alert('a', 'CRITICAL'), alert('b', 'INFO'), alert('c', 'WARNING'), alert('d', 'INFO'), alert('e', 'INFO')];
  const idsOf = (queue: typeof noToasts) => queue.shown.map((toast) => toast.id);

  it('are three at most: the oldest that are not critical collapse into a number', () => {
    const queue = told.reduce(withToast, noToasts);
    expect([idsOf(queue), queue.collapsed]).toEqual([['a', 'd', 'e'], 2]);
  });

  it('count anew once the last one is gone', () => {
    const queue = told.reduce(withToast, noToasts);
    const one = withoutToast(withoutToast(queue, 'a'), 'd');
    expect([idsOf(one), one.collapsed]).toEqual([['e'], 2]);
    expect(withoutToast(one, 'e')).toEqual(noToasts);
  });

  it('stay as they are when another alert is acknowledged', () => {
    const queue = withToast(noToasts, alert('a', 'INFO'));
    expect(withoutToast(queue, 'elsewhere')).toBe(queue);
  });

  it('show an alert that is told twice once', () => {
    const queue = withToast(withToast(noToasts, alert('a', 'INFO')), alert('a', 'INFO'));
    expect([idsOf(queue), queue.collapsed]).toEqual([['a'], 0]);
  });
});
