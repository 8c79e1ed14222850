import { expect, test } from 'vitest';
import type { Bar } from '../frame/bench.ts';
import { type Arm, controlOf, figureOf, runPaired, sideOf } from '../frame/paired.ts';

const p50: Bar = { metric: 'p50Ms', figure: 'times', must: 2, goal: 4 };

/** Takes what it says, of whatever input; `order` notes when it ran. */
function arm(name: string, latency: number, order: string[] = [], answer: (input: number) => unknown = (input) => input): Arm {
  return {
    name,
    run: async (input) => {
      order.push(name);
      return { operations: 1, latenciesMs: [latency], bytes: latency * 10, answer: answer(input) };
    },
  };
}

function options(anchor: Arm, candidate: Arm, bars: readonly Bar[] = [p50]) {
  return { anchor, candidate, bars, rounds: 5, controlRounds: 5, tell: () => undefined };
}

test('a candidate that takes a third is three times as fast', async () => {
  const { figures, rounds, absolute } = await runPaired(options(arm('slow', 9), arm('fast', 3)));
  expect(figures).toEqual([{ median: 3, min: 3, max: 3 }]);
  expect(rounds).toBe(5);
  expect(absolute).toMatchObject({ anchorP50Ms: 9, candidateP50Ms: 3, candidateBytes: 30 });
});

test('arms alternate so that drift weighs on both, and the anchor meets itself first', async () => {
  const order: string[] = [];
  await runPaired(options(arm('A', 1, order), arm('B', 1, order)));
  expect(order.slice(0, 4).join('')).toBe('ABBA');
  expect(order.slice(4, 24).join('')).toBe('A'.repeat(20));
  expect(order.slice(24).join('')).toBe('ABBA'.repeat(5));
});

test('each input is new, and both arms get it', async () => {
  const seen: Record<string, number[]> = { A: [], B: [] };
  const noting = (name: string): Arm => ({ ...arm(name, 1), before: async (input) => void seen[name]?.push(input) });
  await runPaired({ ...options(noting('A'), noting('B')), rounds: 2, controlRounds: 1 });
  expect(seen['B']?.toSorted((a, b) => a - b)).toEqual([0, 1, 4, 5, 6, 7]);
  expect(new Set(seen['A'])).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
});

test('arms that answer differently are no comparison', async () => {
  const wrong = arm('wrong', 1, [], (input) => input + 1);
  await expect(runPaired(options(arm('right', 2), wrong))).rejects.toThrow('right and wrong answer differently.');
});

test('a control within a tenth is calm, beyond it nothing can be judged', () => {
  const round = (candidate: number) => ({ anchor: { p50Ms: 1 }, candidate: { p50Ms: candidate } });
  expect(controlOf([p50], [round(0.5), round(1.09), round(3)]).inconclusive).toBeNull();
  expect(controlOf([p50], [round(1.2)]).inconclusive).toContain('p50Ms 1.200');
});

test.each([
  ['times', 4],
  ['share', 0.25],
  ['added', -6],
  ['value', 2],
] as const)('%s of 8 against 2', (figure, expected) => {
  expect(figureOf({ ...p50, figure }, { anchor: { p50Ms: 8 }, candidate: { p50Ms: 2 } })).toBe(expected);
});

test('figures are for each operation, CPU over all processes', () => {
  const run = { operations: 10, wallUs: 500, cpu: { bench: 100, postgres: 300 }, cpuUs: 400 };
  expect(sideOf([run, run])).toMatchObject({ wallUs: 50, cpuUs: 40, cpuUsOfPostgres: 30, perSecond: 20_000 });
});

test('a bar on what no arm measures is a fault of the bench', async () => {
  const bar: Bar = { metric: 'rssMb', figure: 'share', must: 1, goal: 1 };
  await expect(runPaired(options(arm('A', 1), arm('B', 1), [bar]))).rejects.toThrow('No arm measures rssMb.');
});
