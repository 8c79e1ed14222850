import { describe, expect, it } from 'vitest';
import type { AlertRule } from '../../src/domain/alert-rule.ts';
import { changeRule, checkRule, type RuleChange, type RuleInput } from '../../src/domain/check-rule.ts';

const NOW = Date.UTC(2026, 0, 5);
const price = { compare: { metric: 'PRICE', comparison: 'ABOVE', threshold: '100' } } as const;
const input: RuleInput = {
  name: 'A rule',
  symbols: ['AAPL'],
  watchlistId: null,
  condition: price,
  severity: 'WARNING',
  holdFor: 'PT0S',
  cooldown: 'PT15M',
  hysteresis: null,
  expiresAt: null,
  enabled: true,
};

function refusals(change: Partial<RuleInput>): string[] {
  const outcome = checkRule({ ...input, ...change }, NOW);
  return 'errors' in outcome ? outcome.errors.map(({ code, field }) => `${code} ${field?.join('.')}`) : [];
}

describe('a rule as it is written', () => {
  it('is taken when it is well formed', () => {
    expect(checkRule(input, NOW)).toMatchObject({ value: { ownSymbols: ['AAPL'], cooldownMs: 900_000, holdForMs: 0 } });
  });

  const compare = { ...price.compare };
  it.each<[string, Partial<RuleInput>, string]>([
    ['a blank name', { name: ' ' }, 'INVALID input.name'],
    ['neither symbols nor watchlist', { symbols: null }, 'INVALID input.symbols'],
    ['both symbols and watchlist', { watchlistId: 'w' }, 'INVALID input.symbols'],
    ['no symbol at all', { symbols: [] }, 'INVALID input.symbols'],
    ['what is no symbol', { symbols: ['AAPL', 'a b'] }, 'INVALID input.symbols.1'],
    ['501 symbols', { symbols: Array.from({ length: 501 }, (_, index) => `S${index}`) }, 'LIMIT_REACHED input.symbols'],
    ['an empty condition', { condition: {} }, 'INVALID input.condition'],
    ['two conditions in one', { condition: { ...price, not: price } }, 'INVALID input.condition'],
    ['an empty list of conditions', { condition: { all: [] } }, 'INVALID input.condition.all'],
    ['a metric that is not served', { condition: { compare: { ...compare, metric: 'RSI' } } }, 'INVALID input.condition.compare.metric'],
    [
      'a mistake deep inside',
      { condition: { any: [price, { not: { compare: { ...compare, metric: 'SILENCE' } } }] } },
      'INVALID input.condition.any.1.not.compare.metric',
    ],
    ['a window of a price', { condition: { compare: { ...compare, window: 'PT1M' } } }, 'INVALID input.condition.compare.window'],
    [
      'a window that is too short',
      { condition: { compare: { ...compare, metric: 'CHANGE_PERCENT', window: 'PT1S' } } },
      'INVALID input.condition.compare.window',
    ],
    ['an interval', { condition: { compare: { ...compare, interval: 'ONE_DAY' } } }, 'INVALID input.condition.compare.interval'],
    [
      'a crossing among others',
      { condition: { all: [price, { compare: { ...compare, comparison: 'CROSSES_ABOVE' } }] } },
      'INVALID input.condition',
    ],
    ['a negated crossing', { condition: { not: { compare: { ...compare, comparison: 'CROSSES_ABOVE' } } } }, 'INVALID input.condition.not'],
    [
      'conditions nested without end',
      { condition: { not: { not: { not: { not: { not: price } } } } } },
      'INVALID input.condition.not.not.not.not.not',
    ],
    ['a hold of a month', { holdFor: 'P30D' }, 'INVALID input.holdFor'],
    ['a cooldown of a year', { cooldown: 'P365D' }, 'INVALID input.cooldown'],
    ['a hysteresis below 0', { hysteresis: '-1' }, 'INVALID input.hysteresis'],
    ['an end in the past', { expiresAt: NOW - 1 }, 'INVALID input.expiresAt'],
  ])('is refused with %s', (_, change, refusal) => {
    expect(refusals(change)).toEqual([refusal]);
  });

  it('names the metrics that are served when another is asked for', () => {
    const outcome = checkRule({ ...input, condition: { compare: { ...compare, metric: 'RSI' } } }, NOW);
    expect('errors' in outcome && outcome.errors[0]?.message).toContain('PRICE, CHANGE_PERCENT, SENTIMENT, SIGNAL_SCORE');
  });
});

describe('a change of a rule', () => {
  const checked = checkRule({ ...input, holdFor: 'PT5M', hysteresis: '1', expiresAt: NOW + 1 }, NOW);
  if ('errors' in checked) throw new Error('The rule of this test is refused.');
  const rule: AlertRule = { ...checked.value, id: 'r', userId: 'u', revision: 1, createdAt: NOW, symbols: ['AAPL'], watchlistKnown: false };
  const changed = (change: RuleChange) => changeRule(rule, change, NOW + 5);

  it('leaves alone what it leaves out, an end that has passed since included', () => {
    expect(changed({ name: 'B' })).toEqual({ value: { ...checked.value, name: 'B' } });
  });

  it('clears with null what can be absent', () => {
    expect(changed({ hysteresis: null, expiresAt: null })).toMatchObject({ value: { hysteresis: null, expiresAt: null } });
  });

  it('refuses null for what cannot be absent', () => {
    expect(changed({ name: null })).toMatchObject({ errors: [{ code: 'INVALID', field: ['input', 'name'] }] });
  });

  it('moves between own symbols and a watchlist by naming the other', () => {
    expect(changed({ watchlistId: 'w' })).toMatchObject({ value: { ownSymbols: null, watchlistId: 'w' } });
    expect(changed({ symbols: null })).toMatchObject({ errors: [{ field: ['input', 'symbols'] }] });
  });
});
