import type { Clock, Metrics } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { FeedPlace, FeedReading } from './feed-reading.ts';

const TICK_MS = SECOND_MS;
/** How late a tick may be before the process itself was held up: what waits to be read then was not silent. */
const HELD_UP_MS = 250;
const CATCH_UP_MS = 50;

export interface WatchedFeed {
  readonly place: FeedPlace;
  /** None while it is not open. */
  reading(): FeedReading | null;
  isLeading(): boolean;
}

/** What time alone brings about, as long as this process leads the feed: one that says nothing turns quiet, and its quotes stale. */
export async function watchFeed(
  watched: WatchedFeed,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
  signal: AbortSignal,
): Promise<void> {
  const { feed, telling } = watched.place;
  const lag = metrics.gauge('market_feed_lag_ms', 'How far a replay is behind its own schedule.', ['feed']);
  while (!signal.aborted) {
    await untilTick(watched.place, clock, signal);
    if (signal.aborted || !watched.isLeading()) continue;
    const now = clock.now();
    const reading = watched.reading();
    reading?.look(now);
    if (feed.lagMs) lag.set({ feed: feed.name }, feed.lagMs());
    telling.turned(telling.status.tick(now));
    telling.round(now);
    reading?.mark(now);
  }
}

/** A second, or less where the feed turns quiet before. */
async function untilTick({ telling: { status } }: FeedPlace, clock: Clock, signal: AbortSignal): Promise<void> {
  const untilQuiet = status.state === 'LIVE' ? status.quietAt() - clock.now() : TICK_MS;
  const pause = untilQuiet > 0 ? Math.min(untilQuiet, TICK_MS) : TICK_MS;
  const due = clock.now() + pause;
  await clock.sleep(pause, signal);
  if (clock.now() - due > HELD_UP_MS) await clock.sleep(CATCH_UP_MS, signal);
}
