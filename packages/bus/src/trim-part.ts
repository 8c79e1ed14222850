import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import type { Log } from './log.ts';

const EVERY_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
/** A group without a living consumer holds entries back for so long, and no longer. */
const GROUP_KEPT_MS = 7 * 24 * HOUR_MS;

/** Subscribers may resume for so many hours; older entries go, but none that a consumer still has to handle. */
export function trimLog(log: Pick<Log, 'trim' | 'retireGroups'>, keepHours: number, clock: Clock, logger: Logger): Part {
  const work = async () => {
    for (const retired of await log.retireGroups(clock.now() - GROUP_KEPT_MS)) {
      logger.warn('A group of the log was not used for a week and is forgotten; it keeps no entries any more.', { ...retired });
    }
    const count = await log.trim(clock.now() - keepHours * HOUR_MS);
    if (count > 0) logger.info('Dropped old entries of the log.', { count });
  };
  return periodicPart({ name: 'log trimming', everyMs: EVERY_MS, clock, logger, work });
}
