import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import type { VenueCalendars, VenueDay } from '../domain/venue-calendars.ts';

export interface CalendarOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly calendars: VenueCalendars;
  readonly facts: { venueDays(): Promise<VenueDay[]> };
}

/** Keeps venues' special days as they stand in Postgres, for a process that needs no other facts; when that is away, what is known counts. */
export function followCalendars({ clock, logger, calendars, facts }: CalendarOptions): Part {
  const work = async () => calendars.replace(await facts.venueDays());
  const part = periodicPart({ name: 'venue calendars', everyMs: MINUTE_MS, clock, logger, work });
  // Prices go on without Postgres, and holidays of our own table are known.
  return { ...part, health: () => ({ healthy: true }) };
}
