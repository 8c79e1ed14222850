import { describe, expect, it } from 'vitest';
import type { Later } from '../src/graphql/later.ts';
import { Comeback } from '../src/graphql/live/comeback.ts';
import { Gaps } from '../src/graphql/live/gaps.ts';
import { LinkWatch } from '../src/graphql/live/link-watch.ts';
import { liveCursor } from '../src/graphql/live/live-cursor.ts';

/** Timers that a test lets run. */
class Timers {
  readonly waiting = new Map<() => void, number>();
  readonly later: Later = (ms, task) => {
    this.waiting.set(task, ms);
    return () => void this.waiting.delete(task);
  };

  run(): void {
    for (const [task] of [...this.waiting]) task();
  }
}

describe('the watch over the link', () => {
  it('gives up a link that does not answer in time', () => {
    const timers = new Timers();
    let given = 0;
    const watch = new LinkWatch(timers.later, () => given++);
    watch.expect();
    timers.run();
    expect(given).toBe(1);
  });

  it('is calm once the answer is there, also when two were due', () => {
    const timers = new Timers();
    const watch = new LinkWatch(timers.later, () => undefined);
    watch.expect();
    watch.expect();
    watch.calm();
    expect(timers.waiting.size).toBe(0);
  });
});

describe('the comeback', () => {
  it('waits longer from try to try, up to a limit', () => {
    const timers = new Timers();
    const comeback = new Comeback(timers.later, () => 1);
    for (const tries of [0, 1, 2, 10]) void comeback.wait(tries);
    expect([...timers.waiting.values()]).toEqual([600, 1_100, 2_100, 15_100]);
  });

  it('is immediate when the network is back', async () => {
    const timers = new Timers();
    const comeback = new Comeback(timers.later, () => 1);
    const waited = Promise.all([comeback.wait(9), comeback.wait(3)]);
    comeback.hurry();
    await waited;
    expect(timers.waiting.size).toBe(0);
  });
});

describe('the live cursor', () => {
  it('is asked for until it is told', async () => {
    const answers = [new Error('away'), null, 'c7'];
    const ask = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? null;
    };
    const waits: number[] = [];
    const wait = async (tries: number) => void waits.push(tries);
    expect(await liveCursor(ask, wait)()).toBe('c7');
    expect(waits).toEqual([0, 1]);
  });

  it('is asked for once for all who come meanwhile, and again for who comes later', async () => {
    let asked = 0;
    const cursor = liveCursor(
      async () => `c${++asked}`,
      () => Promise.resolve(),
    );
    expect(await Promise.all([cursor(), cursor()])).toEqual(['c1', 'c1']);
    expect(await cursor()).toBe('c2');
  });
});

describe('the gaps of a page', () => {
  it('become one that spans them all, until it is forgotten', () => {
    const gaps = new Gaps();
    gaps.note({ reason: 'TOO_OLD', from: 50, to: 100 });
    gaps.note({ reason: 'TOO_OLD', from: 20, to: 90 });
    gaps.note({ reason: 'TOO_OLD', from: null, to: 95 });
    expect(gaps.get()).toEqual({ reason: 'TOO_OLD', from: 20, to: 100 });
    gaps.forget();
    expect(gaps.get()).toBeNull();
  });
});
