import { setTimeout as wait } from 'node:timers/promises';

/** Waits in real time: retries and reconnects must go on under a clock that a test holds still. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
