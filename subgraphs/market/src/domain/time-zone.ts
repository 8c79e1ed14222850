import { DAY_MS } from '@marketgraph/vocabulary';

/** One calendar day of a time zone as instants; 23 or 25 hours long where clocks change. */
export interface LocalDay {
  readonly start: number;
  /** Start of the next day. */
  readonly end: number;
  /** The day's midnight as the wall clock shows it, read as if it were UTC. */
  readonly wall: number;
}

/** Enough for thirty years of one zone, so for the longest daily series; a full cache starts anew. */
const MAX_CACHED_DAYS = 12_000;
const formats = new Map<string, Intl.DateTimeFormat>();
/** By zone, then by UTC day: the local days that overlap it. */
const days = new Map<string, Map<number, LocalDay[]>>();

export function localDay(instant: number, timezone: string): LocalDay {
  const overlapping = daysOverlapping(Math.floor(instant / DAY_MS), timezone);
  for (const day of overlapping) if (instant >= day.start && instant < day.end) return day;
  const day = findLocalDay(instant, timezone);
  overlapping.push(day);
  return day;
}

function daysOverlapping(utcDay: number, timezone: string): LocalDay[] {
  const cached = days.get(timezone) ?? new Map<number, LocalDay[]>();
  days.set(timezone, cached);
  const known = cached.get(utcDay);
  if (known) return known;
  if (cached.size >= MAX_CACHED_DAYS) cached.clear();
  const found: LocalDay[] = [];
  cached.set(utcDay, found);
  return found;
}

/** The instant at which the zone's clocks show `wall` (read as UTC): the first of two, or the jump's end where it is skipped. */
export function instantOfWall(wall: number, timezone: string): number {
  if (timezone === 'UTC') return wall;
  const before = wall - offsetAt(wall - DAY_MS, timezone);
  const after = wall - offsetAt(wall + DAY_MS, timezone);
  if (before === after) return before;
  const shown = [before, after].filter((instant) => instant + offsetAt(instant, timezone) === wall);
  return shown.length > 0 ? Math.min(...shown) : Math.max(before, after);
}

function findLocalDay(instant: number, timezone: string): LocalDay {
  const local = instant + offsetAt(instant, timezone);
  const wall = Math.floor(local / DAY_MS) * DAY_MS;
  return { wall, start: instantOfWall(wall, timezone), end: instantOfWall(wall + DAY_MS, timezone) };
}

/** What the zone's clocks are ahead of UTC. */
function offsetAt(instant: number, timezone: string): number {
  if (timezone === 'UTC') return 0;
  const second = Math.floor(instant / 1_000) * 1_000;
  const field: Record<string, number> = {};
  for (const part of formatOf(timezone).formatToParts(second)) field[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = field;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    const digits = 'numeric';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: digits,
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    });
    formats.set(timezone, format);
  }
  return format;
}
