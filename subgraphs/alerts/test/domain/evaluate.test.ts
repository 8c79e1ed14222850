import { describe, expect, it } from 'vitest';
import type { RuleTerms } from '../../src/domain/alert-rule.ts';
import type { AlertMetric, Comparison, Condition } from '../../src/domain/condition.ts';
import { evaluate, newState, type RuleState } from '../../src/domain/evaluate.ts';

const MINUTE = 60_000;

const compare = (metric: AlertMetric, comparison: Comparison, threshold: string): Condition => ({
  compare: { metric, comparison, threshold, window: null, interval: null },
});

const terms = (change: Partial<RuleTerms> = {}): RuleTerms => ({
  condition: compare('PRICE', 'ABOVE', '100'),
  severity: 'WARNING',
  holdForMs: 0,
  hysteresis: null,
  cooldownMs: 0,
  expiresAt: null,
  enabled: true,
  ...change,
});

type Values = Partial<Record<AlertMetric, string>>;

/** Runs [minute, price or values] through the evaluator and tells each decision and the state it leads to. */
function run(rule: RuleTerms, sightings: [number, string | Values | null][], start: RuleState = newState(0)): string[] {
  let state = start;
  return sightings.map(([minute, seen]) => {
    const values: Values = typeof seen === 'string' ? { PRICE: seen } : (seen ?? {});
    const evaluation = evaluate(rule, state, { at: minute * MINUTE, measure: ({ metric }) => values[metric] ?? null });
    state = evaluation.state;
    return `${evaluation.decision.kind} ${evaluation.decision.reason} ${state.state}`;
  });
}

describe('a rule', () => {
  it('fires once when its condition begins to hold, and resolves when it ends', () => {
    expect(
      run(terms(), [
        [0, '99'],
        [1, '101'],
        [2, '102'],
        [3, '100'],
      ]),
    ).toEqual(['NOTHING NOT_MET NORMAL', 'FIRE MET FIRING', 'NOTHING STILL_MET FIRING', 'RESOLVE NOT_MET NORMAL']);
  });

  it('fires at the first value it ever sees when that is beyond the threshold', () => {
    expect(run(terms(), [[0, '101']])).toEqual(['FIRE MET FIRING']);
  });

  it('does not hold at the threshold itself, however it is written', () => {
    expect(run(terms(), [[0, '100.000']])).toEqual(['NOTHING NOT_MET NORMAL']);
  });

  it('tells the value that fired it', () => {
    const { decision } = evaluate(terms(), newState(0), { at: 1, measure: () => '101.50' });
    expect(decision).toEqual({ kind: 'FIRE', value: '101.50', reason: 'MET' });
  });

  it('keeps its state while the value is not known', () => {
    expect(
      run(terms(), [
        [0, null],
        [1, '101'],
        [2, null],
      ]),
    ).toEqual(['NOTHING UNKNOWN NORMAL', 'FIRE MET FIRING', 'NOTHING UNKNOWN FIRING']);
  });
});

describe('holdFor', () => {
  const rule = terms({ holdForMs: 5 * MINUTE });

  it('lets a rule fire when the condition has held that long', () => {
    expect(
      run(rule, [
        [0, '101'],
        [4, '101'],
        [5, '101'],
      ]),
    ).toEqual(['NOTHING HOLDING PENDING', 'NOTHING HOLDING PENDING', 'FIRE MET FIRING']);
  });

  it('begins anew when the condition broke', () => {
    expect(
      run(rule, [
        [0, '101'],
        [3, '99'],
        [4, '101'],
        [8, '101'],
        [9, '101'],
      ]).at(-2),
    ).toBe('NOTHING HOLDING PENDING');
  });
});

describe('hysteresis', () => {
  it('keeps a rule firing until the value is back past the threshold by that much', () => {
    const rule = terms({ hysteresis: '2' });
    expect(
      run(rule, [
        [0, '101'],
        [1, '99'],
        [2, '101'],
        [3, '98.5'],
        [4, '98'],
      ]),
    ).toEqual([
      'FIRE MET FIRING',
      'NOTHING HYSTERESIS RECOVERING',
      'NOTHING STILL_MET FIRING',
      'NOTHING HYSTERESIS RECOVERING',
      'RESOLVE NOT_MET NORMAL',
    ]);
  });

  it('works upwards for a rule that fires below', () => {
    const rule = terms({ condition: compare('PRICE', 'BELOW', '100'), hysteresis: '1' });
    expect(
      run(rule, [
        [0, '99'],
        [1, '100.5'],
        [2, '101'],
      ]),
    ).toEqual(['FIRE MET FIRING', 'NOTHING HYSTERESIS RECOVERING', 'RESOLVE NOT_MET NORMAL']);
  });

  it('is turned round below a not', () => {
    const rule = terms({ condition: { not: compare('PRICE', 'BELOW', '100') }, hysteresis: '1' });
    expect(
      run(rule, [
        [0, '100'],
        [1, '99.5'],
        [2, '98.9'],
      ]),
    ).toEqual(['FIRE MET FIRING', 'NOTHING HYSTERESIS RECOVERING', 'RESOLVE NOT_MET NORMAL']);
  });
});

describe('cooldown', () => {
  const rule = terms({ cooldownMs: 15 * MINUTE });

  it('holds the next firing back until it is over, and fires then if the condition still holds', () => {
    expect(
      run(rule, [
        [0, '101'],
        [1, '99'],
        [2, '101'],
        [14, '101'],
        [15, '101'],
      ]),
    ).toEqual(['FIRE MET FIRING', 'RESOLVE NOT_MET NORMAL', 'NOTHING COOLDOWN PENDING', 'NOTHING COOLDOWN PENDING', 'FIRE MET FIRING']);
  });

  it('lets a short return within it pass in silence', () => {
    expect(
      run(rule, [
        [0, '101'],
        [1, '99'],
        [2, '101'],
        [3, '99'],
        [20, '99'],
      ]).filter((line) => line.startsWith('FIRE')),
    ).toHaveLength(1);
  });
});

describe('another tape, where time goes back', () => {
  it('knows neither the cooldown nor the hold of the old one', () => {
    const cooling = run(terms({ cooldownMs: 15 * MINUTE }), [
      [1_000, '101'],
      [1_001, '99'],
      [5, '101'],
    ]);
    expect(cooling.at(-1)).toBe('FIRE MET FIRING');
    const holding = run(terms({ holdForMs: 5 * MINUTE }), [
      [1_000, '101'],
      [5, '101'],
      [10, '101'],
    ]);
    expect(holding.slice(1)).toEqual(['NOTHING HOLDING PENDING', 'FIRE MET FIRING']);
  });
});

describe('a crossing', () => {
  const rule = terms({ condition: compare('PRICE', 'CROSSES_ABOVE', '100') });

  it('needs the value on the near side first', () => {
    expect(
      run(rule, [
        [0, '101'],
        [1, '102'],
        [2, '99'],
        [3, '101'],
      ]),
    ).toEqual(['NOTHING NOT_CROSSED NORMAL', 'NOTHING NOT_CROSSED NORMAL', 'NOTHING NOT_MET NORMAL', 'FIRE MET FIRING']);
  });

  it('fires downwards too', () => {
    const down = terms({ condition: compare('PRICE', 'CROSSES_BELOW', '100') });
    expect(
      run(down, [
        [0, '101'],
        [1, '99'],
      ]),
    ).toEqual(['NOTHING NOT_MET NORMAL', 'FIRE MET FIRING']);
  });

  it('fires again after each return', () => {
    expect(
      run(rule, [
        [0, '99'],
        [1, '101'],
        [2, '99'],
        [3, '101'],
      ]).filter((line) => line.startsWith('FIRE')),
    ).toHaveLength(2);
  });
});

describe('the end of a rule', () => {
  it('resolves what was firing when it expires, in event time', () => {
    const rule = terms({ expiresAt: 10 * MINUTE });
    expect(
      run(rule, [
        [9, '101'],
        [10, '101'],
        [11, '102'],
      ]),
    ).toEqual(['FIRE MET FIRING', 'RESOLVE EXPIRED NORMAL', 'NOTHING EXPIRED NORMAL']);
  });

  it('keeps a disabled rule from firing', () => {
    expect(run(terms({ enabled: false }), [[0, '101']])).toEqual(['NOTHING DISABLED NORMAL']);
  });
});

describe('conditions combined', () => {
  const price = compare('PRICE', 'ABOVE', '100');
  const signal = compare('SIGNAL_SCORE', 'ABOVE', '0.5');
  const met = (condition: Condition, values: Values) => run(terms({ condition }), [[0, values]])[0]?.split(' ')[1];

  it.each<[string, Condition, Values, string]>([
    ['all needs every part', { all: [price, signal] }, { PRICE: '101', SIGNAL_SCORE: '0.6' }, 'MET'],
    ['all fails with one part', { all: [price, signal] }, { PRICE: '101', SIGNAL_SCORE: '0.4' }, 'NOT_MET'],
    ['all fails for sure when a known part fails', { all: [price, signal] }, { SIGNAL_SCORE: '0.4' }, 'NOT_MET'],
    ['all is unknown while a part is', { all: [price, signal] }, { PRICE: '101' }, 'UNKNOWN'],
    ['any needs one part', { any: [price, signal] }, { PRICE: '99', SIGNAL_SCORE: '0.6' }, 'MET'],
    ['any holds for sure when a known part holds', { any: [price, signal] }, { PRICE: '101' }, 'MET'],
    ['any is unknown while a part is and no other holds', { any: [price, signal] }, { PRICE: '99' }, 'UNKNOWN'],
    ['not turns round', { not: price }, { PRICE: '99' }, 'MET'],
    ['not of unknown is unknown', { not: price }, {}, 'UNKNOWN'],
    ['they nest', { all: [price, { not: { any: [signal] } }] }, { PRICE: '101', SIGNAL_SCORE: '0.1' }, 'MET'],
  ])('%s', (_, condition, values, reason) => {
    expect(met(condition, values)).toBe(reason);
  });
});
