import { periodicPart, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { afterEach, expect, it } from 'vitest';

const clock = new ManualClock();
let rounds = 0;
let fails = false;
const part = periodicPart({
  name: 'counting',
  everyMs: 1_000,
  clock,
  logger: silentLogger,
  work: async () => {
    rounds += 1;
    if (fails) throw new Error('no chalk');
  },
});
afterEach(() => part.stop());

it('works at the start and after each pause, goes on after a failure, and ends when it is stopped', async () => {
  await part.start();
  await clock.advance(1_000);
  expect(rounds).toBe(2);
  fails = true;
  await clock.advance(1_000);
  expect(part.health()).toEqual({ healthy: false, detail: 'no chalk' });
  fails = false;
  await clock.advance(1_000);
  expect(part.health()).toEqual({ healthy: true });
  await part.stop();
  await clock.advance(5_000);
  expect(rounds).toBe(4);
});
