import type { FeedStep, Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';

const FIRST_PAUSE_MS = 100;
/** Live prices stand still until the first attempt that succeeds; one that is refused costs nothing. */
const LONGEST_PAUSE_MS = 500;

export interface AppendOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told of each failure before the next attempt, so that health shows it. */
  failed(reason: string): void;
}

/**
 * Appends with the feed's step until the log has taken it. False when the feed stands elsewhere than its step expects, or when the
 * signal has aborted and the log does not take it at once.
 */
export async function appendContiguously(events: readonly AnyNewEvent[], step: FeedStep, options: AppendOptions): Promise<boolean> {
  const { log, clock, logger, signal } = options;
  let mayBeTaken = false;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const { appended, feedPosition } = await log.append(events, step);
      // An attempt whose answer was lost may have been taken after all. Without one, another process that leads came to the same place.
      return appended || (mayBeTaken && feedPosition === step.next);
    } catch (error) {
      mayBeTaken = true;
      logger.warn('The log does not take prices; trying again.', { feed: step.feed, reason: reasonOf(error) });
      options.failed(reasonOf(error));
      if (signal.aborted) return false;
      await clock.sleep(pause, signal);
    }
  }
}
