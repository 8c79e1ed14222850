import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HandTurns } from '@marketgraph/test-kit';
import { expect, test } from 'vitest';
import { Deadline } from '../src/deadline.ts';
import { currentDeadline, withinDeadline } from '../src/deadline-scope.ts';
import { Slices } from '../src/slices.ts';

function several(count: number, lasts: number, turns: HandTurns, slices: Slices): string[] {
  const told: string[] = [];
  for (let one = 0; one < count; one++) {
    slices.later(() => {
      turns.ms += lasts;
      told.push(`work ${one}`);
    });
  }
  return told;
}

test('a turn has one slice: what is left goes on in the next ones, in its order', async () => {
  const turns = new HandTurns();
  const told = several(5, 0.4, turns, new Slices(turns));
  expect(told).toEqual([]);
  await turns.turn();
  expect(told).toEqual(['work 0', 'work 1', 'work 2']);
  await turns.turn();
  expect(told).toEqual(['work 0', 'work 1', 'work 2', 'work 3', 'work 4']);
});

test('a slice is spent a millisecond after somebody asked first in its turn', async () => {
  const turns = new HandTurns();
  const slices = new Slices(turns);
  turns.ms = 50;
  expect(slices.isSpent()).toBe(false);
  turns.ms += 1;
  expect(slices.isSpent()).toBe(true);
  await turns.turn();
  expect(slices.isSpent()).toBe(false);
});

test('while others wait whoever begins in the rest of the turn has no slice of its own', async () => {
  const turns = new HandTurns();
  const slices = new Slices(turns);
  several(3, 0.6, turns, slices);
  await turns.turn();
  expect(slices.isSpent()).toBe(true);
  await turns.turn();
  await turns.turn();
  expect(slices.isSpent()).toBe(false);
});

test('several who wait by promises have what they do counted: they share the slice', async () => {
  const turns = new HandTurns();
  const slices = new Slices(turns);
  const told: string[] = [];
  const work = async (name: string) => {
    for (let piece = 0; piece < 3; piece++) {
      await slices.turn();
      turns.ms += 0.7;
      told.push(`${name}${piece}`);
    }
  };
  const all = Promise.all([work('a'), work('b')]);
  await turns.turn();
  const perTurn = [told.splice(0)];
  while (perTurn.flat().length < 6) {
    await turns.turn();
    perTurn.push(told.splice(0));
  }
  await all;
  expect(Math.max(...perTurn.slice(1).map((done) => done.length))).toBeLessThanOrEqual(2);
  expect(perTurn.flat().filter((name) => name.startsWith('a'))).toEqual(['a0', 'a1', 'a2']);
});

test('what has had its turn is not held where there is always somebody who waits', async () => {
  setFlagsFromString('--expose_gc');
  const collect: () => void = runInNewContext('gc');
  const turns = new HandTurns();
  const slices = new Slices(turns);
  const held: WeakRef<object>[] = [];
  const goOn = () => {
    const answer = {};
    held.push(new WeakRef(answer));
    slices.later(() => {
      turns.ms += 0.6;
      if (answer) goOn();
    });
  };
  for (let caller = 0; caller < 3; caller++) goOn();
  for (let turn = 0; turn < 50; turn++) await turns.turn();
  collect();
  expect(held.length).toBeGreaterThan(100);
  expect(held.filter((answer) => answer.deref()).length).toBeLessThan(10);
});

test('what goes on later has the deadline of whoever asked for it', async () => {
  const turns = new HandTurns();
  const slices = new Slices(turns);
  const deadlines = [new Deadline(1_000), new Deadline(2_000)];
  const found: unknown[] = [];
  for (const deadline of deadlines) withinDeadline(deadline, () => slices.later(() => found.push(currentDeadline())));
  await turns.turn();
  expect(found).toEqual(deadlines);
});

test('between two slices there is a pause while a short request is answered', async () => {
  const turns = new HandTurns();
  const slices = new Slices(turns);
  const answered = slices.answering(new Deadline(1_000));
  const told = several(3, 1, turns, slices);
  await turns.turn();
  expect(told).toEqual([]);
  await turns.endPause();
  await turns.turn();
  expect(told).toEqual(['work 0']);
  answered();
  await turns.endPause();
  await turns.turn();
  expect(told).toEqual(['work 0', 'work 1', 'work 2']);
});

test('a request that waits for a slice is short no more: it does not hold up itself', async () => {
  const turns = new HandTurns();
  const slices = new Slices(turns);
  const request = new Deadline(1_000);
  slices.answering(request);
  const told = withinDeadline(request, () => several(1, 1, turns, slices));
  await turns.turn();
  expect(told).toEqual(['work 0']);
});

test('the event loop of Node turns meanwhile', async () => {
  const slices = new Slices();
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  for (let piece = 0; piece < 100; piece++) {
    await slices.turn();
    const until = performance.now() + 0.2;
    while (performance.now() < until);
  }
  isOver = true;
  expect(turns).toBeGreaterThan(5);
});
