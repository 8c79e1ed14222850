import { DAY_MS } from '@marketgraph/vocabulary';

/** Days are told as their midnight read as UTC; a rule tells the day of a year, or null where the year has none. */
export type HolidayRule = (year: number) => number | null;

export const SUNDAY = 0;
export const MONDAY = 1;
export const THURSDAY = 4;
const SATURDAY = 6;

export function dayOfYear(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day);
}

/** 0 is Sunday. */
export function weekdayOf(wall: number): number {
  const day = (Math.floor(wall / DAY_MS) + 4) % 7;
  return day < 0 ? day + 7 : day;
}

export function isWeekend(wall: number): boolean {
  const weekday = weekdayOf(wall);
  return weekday === SATURDAY || weekday === SUNDAY;
}

/** The date itself, also where it falls on a weekend. */
export function on(month: number, day: number): HolidayRule {
  return (year) => dayOfYear(year, month, day);
}

/** On a Saturday kept on Friday, on a Sunday on Monday. */
export function onNearest(month: number, day: number): HolidayRule {
  return (year) => {
    const date = dayOfYear(year, month, day);
    const weekday = weekdayOf(date);
    return weekday === SATURDAY ? date - DAY_MS : weekday === SUNDAY ? date + DAY_MS : date;
  };
}

/** On a Sunday kept on Monday, on a Saturday not at all. */
export function onOrMonday(month: number, day: number): HolidayRule {
  return (year) => {
    const date = dayOfYear(year, month, day);
    return weekdayOf(date) === SUNDAY ? date + DAY_MS : date;
  };
}

/** On a weekend kept on the next Monday. */
export function onOrNextMonday(month: number, day: number): HolidayRule {
  return (year) => nextWeekday(dayOfYear(year, month, day));
}

/** The second of two holidays in a row, 26 December: on a weekend, or where the first was moved onto it, a day further. */
export function dayAfterMoved(month: number, day: number): HolidayRule {
  return (year) => {
    const first = nextWeekday(dayOfYear(year, month, day));
    return nextWeekday(Math.max(first + DAY_MS, dayOfYear(year, month, day + 1)));
  };
}

/** The nth weekday of a month; -1 is the last. */
export function nth(count: number, weekday: number, month: number): HolidayRule {
  return (year) => {
    if (count < 0) {
      const last = dayOfYear(year, month + 1, 0);
      return last - ((weekdayOf(last) - weekday + 7) % 7) * DAY_MS;
    }
    const first = dayOfYear(year, month, 1);
    return first + (((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7) * DAY_MS;
  };
}

/** The last weekday, Monday to Friday, before a date. */
export function lastWeekdayBefore(month: number, day: number): HolidayRule {
  return (year) => {
    let date = dayOfYear(year, month, day) - DAY_MS;
    while (isWeekend(date)) date -= DAY_MS;
    return date;
  };
}

/** Days after (or before) Easter Sunday of the western churches. */
export function easter(days: number): HolidayRule {
  return (year) => easterSunday(year) + days * DAY_MS;
}

export function since(first: number, rule: HolidayRule): HolidayRule {
  return (year) => (year >= first ? rule(year) : null);
}

function nextWeekday(wall: number): number {
  let date = wall;
  while (isWeekend(date)) date += DAY_MS;
  return date;
}

/** The Gregorian computus of Meeus, Jones and Butcher. */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * late + 114;
  return dayOfYear(year, Math.floor(sum / 31), (sum % 31) + 1);
}
