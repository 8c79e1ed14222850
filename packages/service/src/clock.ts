import { setTimeout as wait } from 'node:timers/promises';

/** Time as a parameter: tests, previews and replays bring their own. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers that are longer than this, some 25 days, end at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    let left = ms;
    do {
      await wait(Math.min(left, LONGEST_MS), undefined, signal ? { signal } : {}).catch(() => undefined);
      left -= LONGEST_MS;
    } while (left > 0 && !signal?.aborted);
  },
};
