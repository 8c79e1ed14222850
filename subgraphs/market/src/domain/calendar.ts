import { DAY_MS, type Interval, intervalMs, MINUTE_MS } from '@marketgraph/vocabulary';
import { weekdayOf } from './holiday-rules.ts';
import type { Exchange, Instrument } from './instrument.ts';
import { instantOfWall, localDay } from './time-zone.ts';
import { VenueCalendars } from './venue-calendars.ts';

/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;

/** A venue's session: the one that is on, or else the next one. */
export interface Session {
  readonly open: boolean;
  /** Null where trading never stops. */
  readonly opensAt: number | null;
  readonly closesAt: number | null;
  readonly tradingDayStart: number;
}

/** The zone of an instrument's trading day. Where there is no exchange, days are those of UTC. */
export function timezoneOf(instrument: Pick<Instrument, 'exchange'>): string {
  return instrument.exchange?.timezone ?? 'UTC';
}

/** Midnight of the trading day that the instant belongs to. */
export function dayStart(instant: number, timezone: string): number {
  return localDay(instant, timezone).start;
}

/**
 * Days are those of the exchange's time zone. Weeks begin on Monday 00:00 UTC and months on the first, 00:00 UTC,
 * everywhere alike; what is shorter than a day is aligned to UTC.
 */
export function candleOpenTime(interval: Interval, instant: number, timezone: string): number {
  switch (interval) {
    case 'ONE_DAY':
      return localDay(instant, timezone).start;
    case 'ONE_WEEK':
      return Math.floor((instant - FIRST_MONDAY) / WEEK_MS) * WEEK_MS + FIRST_MONDAY;
    case 'ONE_MONTH':
      return monthStart(instant, 0);
    default:
      return Math.floor(instant / intervalMs[interval]) * intervalMs[interval];
  }
}

/** End (exclusive) of the candle that the instant belongs to, which is the open time of the next one. */
export function candleCloseTime(interval: Interval, instant: number, timezone: string): number {
  switch (interval) {
    case 'ONE_DAY':
      return localDay(instant, timezone).end;
    case 'ONE_MONTH':
      return monthStart(instant, 1);
    default:
      return candleOpenTime(interval, instant, timezone) + (interval === 'ONE_WEEK' ? WEEK_MS : intervalMs[interval]);
  }
}

/** Weekends, holidays in a row and a bridge between them: no venue rests longer. */
const LONGEST_REST_DAYS = 21;
const ownCalendars = new VenueCalendars();

/** `calendars`: also knows the days that files have told; without it, those of our own table count. */
export function sessionAt(exchange: Exchange, instant: number, calendars: VenueCalendars = ownCalendars): Session {
  const today = localDay(instant, exchange.timezone);
  if (!exchange.session) return { open: true, opensAt: null, closesAt: null, tradingDayStart: today.start };
  // From yesterday, whose session may end after midnight.
  for (let day = -1; day <= LONGEST_REST_DAYS; day++) {
    const wall = today.wall + day * DAY_MS;
    const session = sessionOn(exchange, wall, calendars);
    if (!session) continue;
    const closesAt = instantOfWall(wall + session.closes * MINUTE_MS, exchange.timezone);
    if (instant >= closesAt) continue;
    const opensAt = instantOfWall(wall + session.opens * MINUTE_MS, exchange.timezone);
    return { open: instant >= opensAt, opensAt, closesAt, tradingDayStart: today.start };
  }
  return { open: false, opensAt: null, closesAt: null, tradingDayStart: today.start };
}

/** The session that begins on a day (its local midnight read as UTC); null on weekends and holidays, and where trading never stops. */
export function sessionOn({ session, weekdays, calendar }: Exchange, wall: number, calendars: VenueCalendars = ownCalendars) {
  if (!session || !weekdays.includes(weekdayOf(wall))) return null;
  const special = calendar ? calendars.on(calendar, wall) : null;
  if (!special) return session;
  if (special.opens === null && special.closes === null) return null;
  return { opens: special.opens ?? session.opens, closes: special.closes ?? session.closes };
}

function monthStart(instant: number, monthsLater: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
}
