import { type Freshness, type Provenance, SECOND_MS } from '@marketgraph/vocabulary';
import { sessionAt } from './calendar.ts';
import type { ToldFeed } from './feed-board.ts';
import { LONGEST_QUIET_MS } from './feed-state.ts';
import type { Exchange } from './instrument.ts';
import type { VenueCalendars } from './venue-calendars.ts';

/** Whoever reads a feed tells of it at least every ten seconds. */
const UNTOLD_MS = 30 * SECOND_MS;

/** What is known of where a number came from. */
export interface NumberSource {
  readonly provenance: Provenance;
  readonly exchange: Exchange | null;
  /** When a price of it reached us last, of whatever symbol. */
  readonly pricedAt: number;
  /** What its feed says of itself; null before it said anything. */
  readonly feed: ToldFeed | null;
}

/**
 * How far a number can be trusted at `now`. A feed that shows that it is alive is not stale however quiet its market is; when the process that
 * reads it dies, its silence tells.
 */
export function freshnessOf({ provenance, exchange, pricedAt, feed }: NumberSource, now: number, calendars?: VenueCalendars): Freshness {
  if (provenance === 'REPLAYED' || provenance === 'SIMULATED') return provenance;
  if (exchange && !sessionAt(exchange, now, calendars).open) return 'CLOSED';
  if (feed?.isStale) return 'STALE';
  // What comes late by design has a plan of its own; its feed says when that is overdue.
  if (provenance === 'DELAYED') return feed && now - feed.toldAt > UNTOLD_MS ? 'STALE' : 'DELAYED';
  return now - Math.max(pricedAt, feed?.heardAt ?? 0) > LONGEST_QUIET_MS ? 'STALE' : 'LIVE';
}
