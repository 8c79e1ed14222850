import type { Log } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';

const EVERY_MS = 10 * SECOND_MS;

/** A feed that is configured and cannot run, e.g. for want of its key. */
export interface DisabledFeed {
  readonly name: string;
  readonly reason: string;
  readonly instrumentCount?: number;
}

/** Says of each, again and again, that it is disabled and why. */
export function tellDisabledFeeds(feeds: readonly DisabledFeed[], options: { log: Log; clock: Clock; logger: Logger }): Part {
  const { log, clock, logger } = options;
  const work = async () => {
    await log.append(feeds.map((feed) => disabled(feed, clock.now())));
  };
  return periodicPart({ name: 'disabled feeds', everyMs: EVERY_MS, clock, logger, work });
}

function disabled({ name, reason, instrumentCount = 0 }: DisabledFeed, now: number): NewEvent<'FeedChanged'> {
  const counts = { instrumentCount, eventsPerSecond: 0, reconnects: 0 };
  const payload = { name, kind: 'MARKET', state: 'DISABLED', ...counts, lastEventAt: null, detail: reason } as const;
  return { type: 'FeedChanged', key: name, occurredAt: now, receivedAt: now, payload };
}
