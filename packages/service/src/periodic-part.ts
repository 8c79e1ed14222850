import type { Clock } from './clock.ts';
import { reasonOf } from './fault.ts';
import type { Logger } from './logger.ts';
import type { Health, Part } from './part.ts';

export interface PeriodicWork {
  readonly name: string;
  /** The pause after each round. */
  readonly everyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** One round; the signal aborts when the part is to stop. */
  work(signal: AbortSignal): Promise<void>;
}

const FIRST_RETRY_MS = 1_000;
/** What a round needs may be there for moments only. */
const LONGEST_RETRY_MS = 4_000;

/** Work on the clock: a round at the start and one after each pause. A round that fails is told and tried again soon, at growing pauses. */
export function periodicPart({ name, everyMs, clock, logger, work }: PeriodicWork): Part {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let state: Health = { healthy: false, detail: 'not started' };
  const run = async () => {
    const { signal } = stopping;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      let pause = everyMs;
      try {
        await work(signal);
        state = { healthy: true };
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        state = { healthy: false, detail: reasonOf(error) };
        pause = Math.min(retryMs, everyMs);
        retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
        if (!signal.aborted) logger.warn(`A round of ${name} failed and is tried again.`, { reason: reasonOf(error) });
      }
      await clock.sleep(pause, signal);
    }
  };
  return {
    name,
    async start() {
      state = { healthy: true };
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    health: () => state,
  };
}
