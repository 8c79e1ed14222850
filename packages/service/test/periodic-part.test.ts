import { periodicPart, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';

const HOUR_MS = 3_600_000;
let clock: ManualClock;
let rounds: number;
let fails: boolean;
let part: ReturnType<typeof periodicPart>;

beforeEach(async () => {
  clock = new ManualClock();
  rounds = 0;
  fails = false;
  part = periodicPart({
    name: 'counting',
    everyMs: HOUR_MS,
    clock,
    logger: silentLogger,
    work: async () => {
      rounds += 1;
      if (fails) throw new Error('no chalk');
    },
  });
});
afterEach(() => part.stop());

it('works at the start and after each pause, until it is stopped', async () => {
  await part.start();
  await clock.advance(2 * HOUR_MS);
  await part.stop();
  await clock.advance(HOUR_MS);
  expect(rounds).toBe(3);
});

it('is not healthy after a round that failed, and tries it again after one, two, four seconds', async () => {
  fails = true;
  await part.start();
  await clock.advance(3_000);
  expect(rounds).toBe(3);
  expect(part.health()).toEqual({ healthy: false, detail: 'no chalk' });
  fails = false;
  await clock.advance(4_000);
  expect(rounds).toBe(4);
  expect(part.health()).toEqual({ healthy: true });
  await clock.advance(HOUR_MS - 1);
  expect(rounds).toBe(4);
});
