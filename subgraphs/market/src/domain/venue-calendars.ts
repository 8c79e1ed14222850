import { DAY_MS } from '@marketgraph/vocabulary';
import { isWeekend } from './holiday-rules.ts';
import { type CalendarTable, calendarTables } from './venue-holidays.ts';

/** What a venue does on a day that is not like the others: minutes after local midnight; all null: it stays closed. */
export interface VenueDay {
  readonly venue: string;
  /** 2026-11-26 */
  readonly date: string;
  readonly opens: number | null;
  readonly closes: number | null;
}

export type SpecialDay = Pick<VenueDay, 'opens' | 'closes'>;

export const CLOSED: SpecialDay = { opens: null, closes: null };

/** Holidays, early closes and late opens of venues: a table of our own, and what files tell beyond it or against it. */
export class VenueCalendars {
  #told = new Map<string, SpecialDay>();
  readonly #years = new Map<string, ReadonlyMap<number, SpecialDay>>();

  constructor(days: readonly VenueDay[] = []) {
    this.replace(days);
  }

  replace(days: readonly VenueDay[]): void {
    this.#told = new Map(days.map(({ venue, date, opens, closes }) => [`${venue} ${Date.parse(date)}`, { opens, closes }]));
  }

  /** `wall`: the day's local midnight read as UTC. Null: a day like the others. */
  on(calendar: string, wall: number): SpecialDay | null {
    return this.#told.get(`${calendar} ${wall}`) ?? this.#year(calendar, new Date(wall).getUTCFullYear()).get(wall) ?? null;
  }

  #year(calendar: string, year: number): ReadonlyMap<number, SpecialDay> {
    const name = `${calendar} ${year}`;
    const known = this.#years.get(name);
    if (known) return known;
    const table = calendarTables[calendar];
    const days = table && year >= table.from && year <= table.to ? daysOfYear(table, year) : new Map<number, SpecialDay>();
    this.#years.set(name, days);
    return days;
  }
}

/** A day that is both, e.g. 24 December on a Friday that stands in for Christmas, is a holiday. */
function daysOfYear({ holidays, earlyCloses, closings = [], earlyDays = [], notEarly = [] }: CalendarTable, year: number) {
  const days = new Map<number, SpecialDay>();
  for (const { rule, closes } of earlyCloses) {
    const day = rule(year);
    if (day !== null && !isWeekend(day) && !notEarly.includes(dateOf(day))) days.set(day, { opens: null, closes });
  }
  for (const [date, closes] of earlyDays) days.set(Date.parse(date), { opens: null, closes });
  for (const rule of holidays) {
    const day = rule(year);
    if (day !== null) days.set(day, CLOSED);
  }
  for (const date of closings) days.set(Date.parse(date), CLOSED);
  return days;
}

function dateOf(wall: number): string {
  return new Date(Math.floor(wall / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}
