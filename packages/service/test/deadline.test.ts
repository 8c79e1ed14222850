import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { currentDeadline, Deadline, withinDeadline, withoutDeadline } from '../src/index.ts';

const over = (deadline: Deadline) => new Promise<void>((resolve) => deadline.onOver(resolve));

test('a deadline is over when its time is, and says so once to each who listens', async () => {
  const deadline = new Deadline(20);
  let told = 0;
  deadline.onOver(() => told++);
  await over(deadline);
  expect([deadline.isOver, deadline.remainingMs, told]).toEqual([true, 0, 1]);
  deadline.leave();
  expect(told).toBe(1);
});

test('a deadline is over as soon as whoever asked has left, and tells a late listener at once', async () => {
  const deadline = new Deadline(60_000);
  const told = over(deadline);
  deadline.leave();
  await told;
  await over(deadline);
  expect(deadline.fault()).toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
});

test('what has to come to its end has the time that is left, although whoever asked has left', () => {
  const deadline = new Deadline(60_000);
  const alone = deadline.withoutLeaving();
  deadline.leave();
  expect(alone.isOver).toBe(false);
  expect(alone.remainingMs).toBeLessThanOrEqual(60_000);
});

test('a listener that is taken back hears nothing', () => {
  const deadline = new Deadline(60_000);
  let told = 0;
  deadline.onOver(() => told++)();
  deadline.leave();
  expect(told).toBe(0);
});

test('what a request sets in motion has its deadline, also later, and what is for everyone has none', async () => {
  const deadline = new Deadline(60_000);
  const seen = await withinDeadline(deadline, async () => {
    await wait(1);
    return [currentDeadline(), withoutDeadline(currentDeadline)];
  });
  expect(seen).toEqual([deadline, undefined]);
  expect(currentDeadline()).toBeUndefined();
});
