import { performance } from 'node:perf_hooks';

const TICK_MS = 10;

/**
 * Milliseconds since it was begun as far as this process had a core: a turn that came late counts once. What has to be done by a time is judged by
 * it, so that a machine on which everything is held still for seconds fails no test.
 */
export function livedTime(): () => number {
  let lived = 0;
  let last = performance.now();
  const count = () => {
    const now = performance.now();
    lived += Math.min(now - last, 2 * TICK_MS);
    last = now;
    return lived;
  };
  setInterval(count, TICK_MS).unref();
  return count;
}
