import {
  dayAfterMoved,
  dayOfYear,
  easter,
  type HolidayRule,
  lastWeekdayBefore,
  MONDAY,
  nth,
  on,
  onNearest,
  onOrMonday,
  onOrNextMonday,
  since,
  THURSDAY,
  weekdayOf,
} from './holiday-rules.ts';

export interface CalendarTable {
  /** The years that it covers. Outside of them every weekday is a day like the others. */
  readonly from: number;
  readonly to: number;
  readonly holidays: readonly HolidayRule[];
  /** Minutes after local midnight. */
  readonly earlyCloses: readonly { readonly rule: HolidayRule; readonly closes: number }[];
  /** Closed for once. */
  readonly closings?: readonly string[];
  /** Closed early for once. */
  readonly earlyDays?: readonly (readonly [date: string, closes: number])[];
  /** Days that a rule of `earlyCloses` wrongly names. */
  readonly notEarly?: readonly string[];
}

const time = (hours: number, minutes = 0) => hours * 60 + minutes;
const early = (rule: HolidayRule, closes: number) => ({ rule, closes });
const goodFriday = easter(-2);
const easterMonday = easter(1);
const newYear = on(1, 1);

/** 3 July before an Independence Day from Tuesday to Friday: the Mondays and weekends have no eve. */
const independenceEve: HolidayRule = (year) => {
  const eve = dayOfYear(year, 7, 3);
  return weekdayOf(eve) >= MONDAY && weekdayOf(eve) <= THURSDAY ? eve : null;
};

const dayAfterThanksgiving: HolidayRule = (year) => (nth(4, THURSDAY, 11)(year) ?? 0) + 86_400_000;

/** The Monday before 25 May. */
const victoriaDay: HolidayRule = (year) => {
  const day = dayOfYear(year, 5, 24);
  return day - ((weekdayOf(day) - MONDAY + 7) % 7) * 86_400_000;
};

/** New York Stock Exchange, "Holidays and trading hours", and its list of special closings since 1998. */
const newYork: CalendarTable = {
  from: 1998,
  to: 2028,
  holidays: [
    onOrMonday(1, 1),
    nth(3, MONDAY, 1),
    nth(3, MONDAY, 2),
    goodFriday,
    nth(-1, MONDAY, 5),
    since(2022, onNearest(6, 19)),
    onNearest(7, 4),
    nth(1, MONDAY, 9),
    nth(4, THURSDAY, 11),
    onNearest(12, 25),
  ],
  earlyCloses: [early(independenceEve, time(13)), early(dayAfterThanksgiving, time(13)), early(on(12, 24), time(13))],
  closings: [
    '2001-09-11',
    '2001-09-12',
    '2001-09-13',
    '2001-09-14',
    '2004-06-11',
    '2007-01-02',
    '2012-10-29',
    '2012-10-30',
    '2018-12-05',
    '2025-01-09',
  ],
  // In 2002 the day after Independence Day, a Friday, was the short one.
  earlyDays: [
    ['2002-07-05', time(13)],
    ['2003-12-26', time(13)],
  ],
  notEarly: ['2002-07-03'],
};

/** TMX Group, "Market hours and holidays" of the Toronto Stock Exchange. */
const toronto: CalendarTable = {
  from: 2024,
  to: 2027,
  holidays: [
    onOrNextMonday(1, 1),
    nth(3, MONDAY, 2),
    goodFriday,
    victoriaDay,
    onOrNextMonday(7, 1),
    nth(1, MONDAY, 8),
    nth(1, MONDAY, 9),
    nth(2, MONDAY, 10),
    onOrNextMonday(12, 25),
    dayAfterMoved(12, 25),
  ],
  earlyCloses: [early(on(12, 24), time(13))],
};

/** London Stock Exchange, "Business days": bank holidays of England, half days before Christmas and New Year. */
const london: CalendarTable = {
  from: 2024,
  to: 2027,
  holidays: [
    onOrNextMonday(1, 1),
    goodFriday,
    easterMonday,
    nth(1, MONDAY, 5),
    nth(-1, MONDAY, 5),
    nth(-1, MONDAY, 8),
    onOrNextMonday(12, 25),
    dayAfterMoved(12, 25),
  ],
  earlyCloses: [early(lastWeekdayBefore(12, 25), time(12, 30)), early(on(12, 31), time(12, 30))],
};

/** Euronext, "Trading hours and holidays" of the cash markets in Paris and Amsterdam. */
const euronext: CalendarTable = {
  from: 2024,
  to: 2027,
  holidays: [newYear, goodFriday, easterMonday, on(5, 1), on(12, 25), on(12, 26)],
  earlyCloses: [early(on(12, 24), time(14, 5)), early(on(12, 31), time(14, 5))],
};

/** Deutsche Börse, trading calendar of Xetra; the year's last session is short. */
const xetra: CalendarTable = {
  from: 2024,
  to: 2027,
  holidays: [newYear, goodFriday, easterMonday, on(5, 1), on(12, 24), on(12, 25), on(12, 26), on(12, 31)],
  earlyCloses: [early(lastWeekdayBefore(12, 31), time(14))],
};

/** SIX Swiss Exchange, trading calendar. */
const zurich: CalendarTable = {
  from: 2024,
  to: 2027,
  holidays: [
    newYear,
    on(1, 2),
    goodFriday,
    easterMonday,
    on(5, 1),
    easter(39),
    easter(50),
    on(8, 1),
    on(12, 24),
    on(12, 25),
    on(12, 26),
    on(12, 31),
  ],
  earlyCloses: [],
};

/** Japan Exchange Group, "Market holidays", days that stand in for a Sunday or lie between two holidays included. */
const tokyo: CalendarTable = {
  from: 2024,
  to: 2027,
  holidays: [
    newYear,
    on(1, 2),
    on(1, 3),
    nth(2, MONDAY, 1),
    on(4, 29),
    nth(3, MONDAY, 7),
    nth(3, MONDAY, 9),
    nth(2, MONDAY, 10),
    on(12, 31),
  ],
  earlyCloses: [],
  closings: [
    ...['2024-02-12', '2024-02-23', '2024-03-20', '2024-05-03', '2024-05-06', '2024-08-12', '2024-09-23', '2024-11-04'],
    ...['2025-02-11', '2025-02-24', '2025-03-20', '2025-05-05', '2025-05-06', '2025-08-11', '2025-09-23', '2025-11-03', '2025-11-24'],
    ...['2026-02-11', '2026-02-23', '2026-03-20', '2026-05-04', '2026-05-05', '2026-05-06', '2026-08-11', '2026-09-22', '2026-09-23'],
    ...['2026-11-03', '2026-11-23'],
    ...['2027-02-11', '2027-02-23', '2027-03-22', '2027-05-03', '2027-05-04', '2027-05-05', '2027-08-11', '2027-09-23', '2027-11-03'],
    '2027-11-23',
  ],
};

/** By the code that `Exchange.calendar` names. Moon calendars and decrees (Hong Kong, Mumbai, Riyadh) are left to files. */
export const calendarTables: Readonly<Record<string, CalendarTable>> = {
  XNYS: newYork,
  XTSE: toronto,
  XLON: london,
  XPAR: euronext,
  XETR: xetra,
  XSWX: zurich,
  XTKS: tokyo,
};
