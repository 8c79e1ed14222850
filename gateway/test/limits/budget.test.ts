import { ManualClock } from '@marketgraph/test-kit';
import { expect, test } from 'vitest';
import { Budget } from '../../src/limits/budget.ts';

test('a purse is emptied, says how long to wait, and fills up again', async () => {
  const clock = new ManualClock();
  const budget = new Budget(clock, 100, 10_000);
  expect([budget.spend('ann', 60), budget.spend('ann', 60)]).toEqual([0, 2_000]);
  await clock.advance(1_000);
  expect(budget.spend('ann', 60)).toBe(1_000);
  await clock.advance(1_000);
  expect(budget.spend('ann', 60)).toBe(0);
});

test('callers have purses of their own', () => {
  const budget = new Budget(new ManualClock(), 100, 10_000);
  expect([budget.spend('ann', 100), budget.spend('bob', 100), budget.spend('ann', 1)]).toEqual([0, 0, 100]);
});

test('what costs more than a whole purse needs a full one', async () => {
  const clock = new ManualClock();
  const budget = new Budget(clock, 100, 10_000);
  expect([budget.spend('ann', 500), budget.spend('ann', 500)]).toEqual([0, 10_000]);
  await clock.advance(10_000);
  expect(budget.spend('ann', 500)).toBe(0);
});
