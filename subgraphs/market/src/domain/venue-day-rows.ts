import { dayOf } from './factor-rows.ts';
import type { VenueDay } from './venue-calendars.ts';

/** A list of a venue's hours as others keep it: dates as month/day/year, times on the venue's clock. */
export interface MarketHours {
  readonly holidays: readonly string[];
  readonly earlyCloses?: Readonly<Record<string, string>> | undefined;
  readonly lateOpens?: Readonly<Record<string, string>> | undefined;
}

/** Rows of `date,opens,closes`; both empty: closed. Or one sentence that says what is wrong. */
export function parseVenueDays(venue: string, text: string): VenueDay[] | string {
  const days: VenueDay[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || (days.length === 0 && /^[a-z]/i.test(line))) continue;
    const [dated = '', opening = '', closing = ''] = line.split(',').map((field) => field.trim());
    const [date, opens, closes] = [dayOf(dated), minuteOf(opening), minuteOf(closing)];
    if (date === null) return `Line ${index + 1}: ${JSON.stringify(dated)} is not a date (2029-01-01).`;
    if (opens === undefined || closes === undefined) return `Line ${index + 1}: times are told as 13:00, or left empty.`;
    days.push({ venue, date, opens, closes });
  }
  return days.length > 0 ? unique(days) : 'There is no row of date, opens and closes.';
}

export function venueDaysOf(venue: string, { holidays, earlyCloses = {}, lateOpens = {} }: MarketHours): VenueDay[] | string {
  const days = new Map<string, VenueDay>();
  for (const [kind, times] of [['closes', earlyCloses] as const, ['opens', lateOpens] as const]) {
    for (const [dated, time] of Object.entries(times)) {
      const [date, minute] = [dayOfSlashed(dated), minuteOf(time)];
      if (date === null || minute == null) return `${JSON.stringify(dated)} is not a day with a time.`;
      days.set(date, { opens: null, closes: null, ...days.get(date), venue, date, [kind]: minute });
    }
  }
  for (const dated of holidays) {
    const date = dayOfSlashed(dated);
    if (date === null) return `${JSON.stringify(dated)} is not a day.`;
    days.set(date, { venue, date, opens: null, closes: null });
  }
  return [...days.values()];
}

function dayOfSlashed(text: string): string | null {
  const [month = '', day = '', year = ''] = text.split('/');
  return dayOf(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

/** Null where nothing is told; undefined for what is no time. */
function minuteOf(text: string): number | null | undefined {
  if (text === '') return null;
  const [, hours, minutes] = /^([01]?\d|2[0-4]):([0-5]\d)(?::00)?$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** The last row of a date counts. */
function unique(days: readonly VenueDay[]): VenueDay[] {
  return [...new Map(days.map((day) => [day.date, day])).values()];
}
