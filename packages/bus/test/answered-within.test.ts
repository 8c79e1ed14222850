import { describe, expect, test } from 'vitest';
import { answeredWithin } from '../src/redis/answered-within.ts';

/** As a process is held that others leave no core, or that collects garbage for long. */
function holdStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('An answer of Redis', () => {
  test('is waited for by the whole limit again where the process itself was held still', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const waited = answeredWithin(promise, 100);
    holdStill(700);
    setTimeout(() => resolve('PONG'), 20);
    await expect(waited).resolves.toBe('PONG');
  });

  test('that does not come is a fault that can be tried again', async () => {
    await expect(answeredWithin(new Promise(() => undefined), 10)).rejects.toMatchObject({ code: 'REDIS_SLOW', retryable: true });
  });
});
