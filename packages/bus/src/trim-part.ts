import { type Clock, type Health, type Logger, type Part, reasonOf } from '@marketgraph/service';
import type { Log } from './log.ts';

const EVERY_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** Subscribers may resume for so many hours; older entries go, but none that a consumer still has to handle. */
export function trimLog(log: Log, keepHours: number, clock: Clock, logger: Logger): Part {
  const stopping = new AbortController();
  let running = Promise.resolve();
  let state: Health = { healthy: true };
  const trimNowAndThen = async () => {
    while (!stopping.signal.aborted) {
      try {
        const count = await log.trim(clock.now() - keepHours * HOUR_MS);
        if (count > 0) logger.info('Dropped old entries of the log.', { count });
        state = { healthy: true };
      } catch (error) {
        state = { healthy: false, detail: `The log could not be trimmed: ${reasonOf(error)}` };
        logger.warn('The log could not be trimmed.', { reason: reasonOf(error) });
      }
      await clock.sleep(EVERY_MS, stopping.signal);
    }
  };
  return {
    name: 'log trimming',
    start: async () => {
      running = trimNowAndThen();
    },
    stop: () => {
      stopping.abort();
      return running;
    },
    health: () => state,
  };
}
