import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import type { Log } from './log.ts';

const EVERY_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** Subscribers may resume for so many hours; older entries go, but none that a consumer still has to handle. */
export function trimLog(log: Log, keepHours: number, clock: Clock, logger: Logger): Part {
  return periodicPart({
    name: 'log trimming',
    everyMs: EVERY_MS,
    clock,
    logger,
    async work() {
      const count = await log.trim(clock.now() - keepHours * HOUR_MS);
      if (count > 0) logger.info('Dropped old entries of the log.', { count });
    },
  });
}
