import type { Exchange } from '../../domain/instrument.ts';

/** Simulated venues keep their hours, but on every day of the week and of the year, so that the graph is alive whenever one looks. */
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** Electronic futures trading pauses for an hour a day; here it never stops. */
const NEVER_STOPS = ['XNYM', 'IFEU'];

export function simulatedVenue({ code, name, timezone, session }: Exchange): Exchange {
  return { code, name, timezone, session: NEVER_STOPS.includes(code) ? null : session, weekdays: EVERY_DAY };
}
