import { expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { BenchEntry, Measurement } from '../frame/bench.ts';
import { judge } from '../frame/result.ts';
import { placeTable, resultsTable } from '../frame/results-table.ts';

const entry: BenchEntry = {
  name: 'sample',
  what: 'ours',
  against: 'theirs',
  bars: [
    { metric: 'p50Ms', figure: 'times', must: 2, goal: 4 },
    { metric: 'p95Ms', figure: 'share', must: 1.25, goal: 1.1 },
  ],
};

function result(medians: readonly number[], more: Partial<Measurement> = {}, quick = false) {
  const measurement: Measurement = {
    figures: medians.map((median) => ({ median, min: median - 0.5, max: median + 0.5 })),
    control: { ratios: [], inconclusive: null },
    rounds: 5,
    absolute: { candidateP50Ms: 1.23456 },
    settings: {},
    ...more,
  };
  const environment = { machine: 'm', cores: 2, memoryGb: 8, system: 'linux', node: '24', commit: 'c', load: [0, 0] } as const;
  return judge({ entry, measurement, environment, date: new Date(0), seconds: 1, quick });
}

test('every bar must be met, the goals are told apart', () => {
  expect(result([2, 1.25])).toMatchObject({ verdict: 'PASS', ratio: 2, must: 2, goal: 4, met: true, goalMet: false });
  expect(result([4, 1.1])).toMatchObject({ met: true, goalMet: true });
  expect(result([2, 1.26])).toMatchObject({ verdict: 'FAIL', met: false });
});

test('a condition that does not hold fails whatever the figures say', () => {
  expect(result([9, 1], { conditions: { 'nothing is lost': false } })).toMatchObject({ verdict: 'FAIL', met: false });
});

test('a restless machine neither passes nor fails', () => {
  const control = { ratios: [], inconclusive: 'It was restless.' };
  expect(result([9, 1], { control })).toMatchObject({ verdict: 'INCONCLUSIVE', met: null, inconclusive: 'It was restless.' });
});

test('a quick run neither passes nor fails', () => {
  expect(result([9, 1], {}, true)).toMatchObject({ verdict: 'INCONCLUSIVE', met: null });
});

test('the table has a row for each bench, measured or not', () => {
  const table = resultsTable([entry, { ...entry, name: 'other' }], new Map([['sample', result([2, 1.2])]]));
  expect(table.split('\n').slice(2)).toEqual([
    '| `sample` | ours, against theirs | 2x (1.5x to 2.5x)<br>1.2x (0.7x to 1.7x) | ≥ 2x<br>≤ 1.25x | ≥ 4x<br>≤ 1.1x | PASS 1970-01-01 |',
    '| `other` | ours, against theirs | not measured yet | ≥ 2x<br>≤ 1.25x | ≥ 4x<br>≤ 1.1x |  |',
    '',
  ]);
});

test('the table takes the place of the last one', () => {
  const readme = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter';
  expect(placeTable(readme, 'new\n')).toBe('before\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nafter');
  expect(() => placeTable('no markers', 'new')).toThrow('README.md has no');
});

test('no bench is listed twice', () => {
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
});
