import type { Exchange } from '../../domain/instrument.ts';
import { venues as realVenues, type VenueCode } from '../../domain/venues.ts';

export type { VenueCode };

/** Simulated venues keep their hours, but on every day of the week and of the year, so that the graph is alive whenever one looks. */
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** Electronic futures trading pauses for an hour a day; here it never stops. */
const NEVER_STOPS: readonly VenueCode[] = ['XNYM', 'IFEU'];

export const venues = Object.fromEntries(
  Object.entries(realVenues).map(([code, venue]) => [code, simulated(code as VenueCode, venue)]),
) as Readonly<Record<VenueCode, Exchange>>;

function simulated(code: VenueCode, venue: Exchange): Exchange {
  const { name, timezone, session } = venue;
  return { code, name, timezone, session: NEVER_STOPS.includes(code) ? null : session, weekdays: EVERY_DAY };
}
