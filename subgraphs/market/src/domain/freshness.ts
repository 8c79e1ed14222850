import { type Freshness, type Provenance, SECOND_MS } from '@marketgraph/vocabulary';
import { sessionAt } from './calendar.ts';
import type { Exchange } from './instrument.ts';
import type { VenueCalendars } from './venue-calendars.ts';

const QUIET_MS = 10 * SECOND_MS;

/** How far a number can be trusted at `now`. `heardAt`: when its source was last heard of. */
export function freshnessOf(
  provenance: Provenance,
  exchange: Exchange | null,
  heardAt: number,
  now: number,
  calendars?: VenueCalendars,
): Freshness {
  if (provenance === 'REPLAYED' || provenance === 'SIMULATED') return provenance;
  if (exchange && !sessionAt(exchange, now, calendars).open) return 'CLOSED';
  return provenance === 'LIVE' && now - heardAt > QUIET_MS ? 'STALE' : provenance;
}
