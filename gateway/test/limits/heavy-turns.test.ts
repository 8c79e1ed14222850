import { ManualClock } from '@marketgraph/test-kit';
import { expect, test } from 'vitest';
import { HeavyTurns } from '../../src/limits/heavy-turns.ts';

const DEAR = 60_000;

function leave(turn: (() => void) | number): void {
  if (typeof turn === 'number') throw new Error(`It waits ${turn} ms.`);
  turn();
}

test('two run at once; whoever asks for one after the other is never refused', () => {
  const turns = new HeavyTurns(new ManualClock(), 80_000);
  const running = turns.enter('ann', DEAR);
  for (let turn = 0; turn < 100; turn++) leave(turns.enter('ann', DEAR));
  turns.enter('ann', DEAR);
  expect([turns.enter('ann', DEAR), typeof turns.enter('bob', DEAR)]).toEqual([1_000, 'function']);
  leave(running);
});

test('who is refused and does not wait is told to wait twice as long each time, up to a minute', () => {
  const turns = new HeavyTurns(new ManualClock(), 80_000);
  for (let turn = 0; turn < 2; turn++) turns.enter('ann', DEAR);
  expect(Array.from({ length: 8 }, () => turns.enter('ann', DEAR))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('who waits is heard again, and begins anew', async () => {
  const clock = new ManualClock();
  const turns = new HeavyTurns(clock, 80_000);
  const running = [turns.enter('ann', DEAR), turns.enter('ann', DEAR)];
  expect([turns.enter('ann', DEAR), turns.enter('ann', DEAR)]).toEqual([1_000, 2_000]);
  running.forEach(leave);
  expect(turns.enter('ann', DEAR)).toBe(4_000);
  await clock.advance(4_000);
  leave(turns.enter('ann', DEAR));
  for (let turn = 0; turn < 2; turn++) turns.enter('ann', DEAR);
  expect(turns.enter('ann', DEAR)).toBe(1_000);
});

test('more than two run at once while they cost little together', () => {
  const turns = new HeavyTurns(new ManualClock(), 80_000);
  const running = Array.from({ length: 3 }, () => turns.enter('ann', 25_000));
  expect([...running.map((turn) => typeof turn), turns.enter('ann', 25_000)]).toEqual(['function', 'function', 'function', 1_000]);
});
