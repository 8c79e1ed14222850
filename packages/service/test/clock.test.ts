import { expect, test } from 'vitest';
import { systemClock } from '../src/clock.ts';

const SIXTY_DAYS_MS = 60 * 86_400_000;

test('a sleep that is longer than a timer can be does not end at once, and ends when it is told to', async () => {
  const awake = new AbortController();
  const sleeping = systemClock.sleep(SIXTY_DAYS_MS, awake.signal).then(() => 'awake');
  expect(await Promise.race([sleeping, systemClock.sleep(20).then(() => 'asleep')])).toBe('asleep');
  awake.abort();
  expect(await sleeping).toBe('awake');
});
