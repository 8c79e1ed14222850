import { Deadline, Metrics } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { expect, test } from 'vitest';
import { PointsAtWork } from '../../src/limits/points-at-work.ts';

const MINUTE_MS = 60_000;

/** Who began, in order; each ends when the test says so. */
function place(points = 100, pointsPerCaller = points) {
  const clock = new ManualClock();
  const work = new PointsAtWork(clock, { points, pointsPerCaller, unreadMs: 3_000 }, new Metrics());
  const begun: string[] = [];
  const refused: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = async (name: string, cost: number, deadline = new Deadline(MINUTE_MS)) => {
    const leave = await work.enter(name.charAt(0), cost, deadline);
    (leave ? begun : refused).push(name);
    if (leave) ends.set(name, leave);
  };
  return {
    clock,
    begun,
    refused,
    ask: (name: string, cost: number, deadline?: Deadline) => void ask(name, cost, deadline),
    end: (name: string) => ends.get(name)?.(),
    askLight: () => work.hearLight(),
    settled: () => clock.advance(0),
  };
}

test('what has room begins at once, and the next when one ends', async () => {
  const { ask, end, begun, settled } = place();
  for (const name of ['a1', 'a2', 'a3']) ask(name, 40);
  await settled();
  expect(begun).toEqual(['a1', 'a2']);
  end('a1');
  await settled();
  expect(begun).toEqual(['a1', 'a2', 'a3']);
});

test('what is larger than all room goes alone', async () => {
  const { ask, end, begun, settled } = place();
  ask('a1', 1_000);
  ask('b1', 10);
  await settled();
  expect(begun).toEqual(['a1']);
  end('a1');
  ask('c1', 1_000);
  await settled();
  expect(begun).toEqual(['a1', 'b1']);
  end('b1');
  await settled();
  expect(begun).toEqual(['a1', 'b1', 'c1']);
});

test('callers have turns one after the other, however many one has waiting', async () => {
  const { ask, end, begun, settled } = place();
  for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2']) ask(name, 100);
  for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) {
    await settled();
    end(name);
  }
  await settled();
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('one that is large is not passed by small ones for ever', async () => {
  const { ask, end, begun, settled } = place();
  ask('a1', 60);
  ask('b1', 90);
  ask('c1', 10);
  await settled();
  expect(begun).toEqual(['a1']);
  end('a1');
  await settled();
  expect(begun).toEqual(['a1', 'b1', 'c1']);
});

test('a caller whose part is taken keeps nobody else from room that is there', async () => {
  const { ask, begun, settled } = place(100, 50);
  for (const name of ['a1', 'a2', 'b1']) ask(name, 50);
  await settled();
  expect(begun).toEqual(['a1', 'b1']);
});

test('a caller may have 32 waiting, and the next is refused; nobody else is', async () => {
  const { ask, refused, settled } = place();
  for (let index = 0; index < 34; index++) ask(`a${index}`, 100);
  ask('b1', 100);
  await settled();
  expect(refused).toEqual(['a33']);
});

test('those who have waited for four seconds are refused, and take no room later', async () => {
  const { clock, ask, end, begun, refused, settled } = place(100, 50);
  for (const name of ['a1', 'a2', 'a3', 'a4']) ask(name, 50);
  await clock.advance(3_999);
  expect([begun, refused]).toEqual([['a1', 'a2'], []]);
  await clock.advance(1);
  expect(refused).toEqual(['a3', 'a4']);
  end('a2');
  ask('a5', 50);
  await settled();
  expect(begun).toEqual(['a1', 'a2', 'a5']);
});

test('an answer that is not read counts for its caller for three seconds, and is not given back twice', async () => {
  const { clock, ask, end, begun, settled } = place();
  for (const name of ['a1', 'a2', 'a3']) ask(name, 100);
  await clock.advance(2_999);
  expect(begun).toEqual(['a1']);
  await clock.advance(1);
  expect(begun).toEqual(['a1', 'a2']);
  end('a1');
  await settled();
  expect(begun).toEqual(['a1', 'a2']);
  end('a2');
  await settled();
  expect(begun).toEqual(['a1', 'a2', 'a3']);
});

test('who leaves while waiting is forgotten, and the next begins', async () => {
  const { ask, end, begun, settled } = place();
  const deadline = new Deadline(MINUTE_MS);
  ask('a1', 40);
  ask('b1', 100, deadline);
  ask('c1', 40);
  await settled();
  deadline.leave();
  await settled();
  expect(begun).toEqual(['a1', 'c1']);
  end('a1');
  ask('d1', 60);
  await settled();
  expect(begun).toEqual(['a1', 'c1', 'd1']);
});

test('what lasts longer than half a second waits itself: others have its room, its caller has not', async () => {
  const { clock, ask, begun, end, settled } = place(100, 100);
  ask('a1', 100);
  ask('a2', 100);
  ask('b1', 100);
  await clock.advance(499);
  expect(begun).toEqual(['a1']);
  await clock.advance(1);
  expect(begun).toEqual(['a1', 'b1']);
  end('b1');
  end('a1');
  await settled();
  expect(begun).toEqual(['a1', 'b1', 'a2']);
});

test('room that was taken while somebody asked for light operations rests nine times as long', async () => {
  const { clock, ask, askLight, end, begun } = place();
  ask('a1', 100);
  ask('b1', 100);
  await clock.advance(100);
  askLight();
  end('a1');
  await clock.advance(899);
  expect(begun).toEqual(['a1']);
  await clock.advance(1);
  expect(begun).toEqual(['a1', 'b1']);
});

test('room does not rest where nobody is disturbed', async () => {
  const { clock, ask, askLight, end, begun, settled } = place();
  askLight();
  ask('a1', 100);
  ask('b1', 100);
  await clock.advance(100);
  end('a1');
  await settled();
  expect(begun).toEqual(['a1', 'b1']);
});
