import { DAY_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { dayStart } from '../../domain/calendar.ts';
import type { Exchange } from '../../domain/instrument.ts';

const MINUTES = DAY_MS / MINUTE_MS;
/** Trading outside of the session, against the session's own mean. */
const EXTENDED_HOURS = 0.1;
/** Where trading never stops, London's and New York's common hours are the busiest. */
const BUSIEST_MINUTE = 14.5 * 60;

/** How busy each minute of a venue's day is; the mean of a day is 1. */
export class ActivityProfile {
  readonly #timezone: string;
  readonly #minutes: Float64Array;

  constructor(exchange: Exchange | null) {
    this.#timezone = exchange?.session ? exchange.timezone : 'UTC';
    this.#minutes = Float64Array.from({ length: MINUTES }, (_, minute) => rawActivity(exchange, minute));
    const mean = this.#minutes.reduce((sum, one) => sum + one, 0) / MINUTES;
    this.#minutes.forEach((one, minute) => {
      this.#minutes[minute] = one / mean;
    });
  }

  at(instant: number): number {
    const minute = Math.floor((instant - dayStart(instant, this.#timezone)) / MINUTE_MS);
    // A day of 25 hours has its last hour twice.
    return this.#minutes[Math.min(minute, MINUTES - 1)] ?? 1;
  }
}

function rawActivity(exchange: Exchange | null, minute: number): number {
  const session = exchange?.session;
  if (!session) return 1 + 0.4 * Math.cos(((minute - BUSIEST_MINUTE) / MINUTES) * 2 * Math.PI);
  if (minute < session.opens || minute >= session.closes) return EXTENDED_HOURS;
  // The U of a session: busy at the open and at the close, calm at noon. Its mean is 1.
  const fromNoon = (2 * (minute - session.opens)) / (session.closes - session.opens) - 1;
  return 0.55 + 1.35 * fromNoon ** 2;
}
