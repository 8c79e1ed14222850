import { signalActions } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeSignal } from '../../src/domain/signals/composite-signal.ts';
import type { SentimentInput } from '../../src/domain/signals/evidence.ts';
import { actionOf } from '../../src/domain/signals/signal-action.ts';

const news = (score: number, articleCount = 3): SentimentInput => ({
  window: { score, articleCount, bullish: score > 0 ? articleCount : 0, neutral: 0, bearish: score < 0 ? articleCount : 0 },
  articleIds: ['a', 'b'],
});
const wave = (length: number, drift: number) => Array.from({ length }, (_, index) => 100 + drift * index + Math.sin(index));

describe('composite-v1', () => {
  test('contributions add up to the score, and weights to 1, whatever comes in', () => {
    const closes = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { maxLength: 130 });
    const score = fc.double({ min: -1, max: 1, noNaN: true }).map((value) => Math.round(value * 10_000) / 10_000);
    fc.assert(
      fc.property(closes, fc.option(score), fc.option(fc.constantFrom(...signalActions)), (prices, sentiment, previous) => {
        const signal = composeSignal(prices, sentiment === null ? null : news(sentiment), previous);
        if (!signal) return;
        const sum = (pick: (evidence: NonNullable<typeof signal>['evidence'][number]) => number) =>
          signal.evidence.reduce((all, one) => all + pick(one), 0);
        expect(sum((evidence) => evidence.contribution)).toBeCloseTo(signal.score, 9);
        expect(sum((evidence) => evidence.weight)).toBeCloseTo(1, 9);
        for (const { weight, normalised, contribution } of signal.evidence) expect(contribution).toBeCloseTo(weight * normalised, 4);
        expect(Math.abs(signal.score)).toBeLessThanOrEqual(1);
        expect(signal.confidence).toBeGreaterThanOrEqual(0);
        expect(signal.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('uses all four inputs when they are there', () => {
    const signal = composeSignal(wave(120, 0.05), news(0.4), null);
    expect(signal?.evidence.map(({ name, weight }) => [name, weight])).toEqual([
      ['RSI', 0.2],
      ['MACD', 0.25],
      ['MOMENTUM', 0.2],
      ['SENTIMENT', 0.35],
    ]);
    expect(signal?.evidence.at(-1)?.articleIds).toEqual(['a', 'b']);
  });

  test('shares the weight of absent news among the others and says so', () => {
    const signal = composeSignal(wave(120, 0.05), null, null);
    expect(signal?.evidence.map(({ name }) => name)).toEqual(['RSI', 'MACD', 'MOMENTUM']);
    for (const { explanation } of signal?.evidence ?? []) expect(explanation).toMatch(/instead of \d+ %, because there was no news/);
  });

  test('goes by news alone while there are too few closes, with little confidence', () => {
    const alone = composeSignal([100, 101], news(0.6), null);
    const whole = composeSignal(wave(120, 0.3), news(0.6), null);
    expect(alone).toMatchObject({ score: 0.6, action: 'STRONG_BUY' });
    expect(alone?.confidence).toBeLessThan(0.5);
    expect(alone?.evidence[0]?.explanation).toContain('not yet enough to tell RSI, MACD, momentum');
    expect(whole?.evidence).toHaveLength(4);
  });

  test('says nothing when there is nothing to go by', () => {
    expect(composeSignal([], null, null)).toBeNull();
    expect(composeSignal([1, 2, 3], null, null)).toBeNull();
  });

  test('a price that never moves is no reason to buy or sell', () => {
    const signal = composeSignal(Array(120).fill(50), null, null);
    expect(signal?.action ?? 'HOLD').toMatch(/HOLD|STRONG_SELL|SELL/);
    expect(signal?.evidence.some(({ name }) => name === 'MOMENTUM' || name === 'MACD') ?? false).toBe(false);
  });

  test.each([
    [0.19, null, 'HOLD'],
    [0.2, null, 'BUY'],
    [0.5, null, 'STRONG_BUY'],
    [-0.2, null, 'SELL'],
    [-0.5, null, 'STRONG_SELL'],
    [0.17, 'BUY', 'BUY'],
    [0.14, 'BUY', 'HOLD'],
    [0.23, 'HOLD', 'HOLD'],
    [0.26, 'HOLD', 'BUY'],
    [-0.47, 'STRONG_SELL', 'STRONG_SELL'],
    [0.6, 'SELL', 'STRONG_BUY'],
  ] as const)('a score of %d after %s means %s', (score, previous, action) => {
    expect(actionOf(score, previous)).toBe(action);
  });
});
