/** Length of one candle, shortest first. */
export const intervals = [
  'ONE_SECOND',
  'ONE_MINUTE',
  'FIVE_MINUTES',
  'FIFTEEN_MINUTES',
  'THIRTY_MINUTES',
  'ONE_HOUR',
  'FOUR_HOURS',
  'ONE_DAY',
  'ONE_WEEK',
  'ONE_MONTH',
] as const;
export type Interval = (typeof intervals)[number];

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Nominal lengths. Days, weeks and months follow a calendar: ask the calendar for their true bounds. */
export const intervalMs: Record<Interval, number> = {
  ONE_SECOND: SECOND_MS,
  ONE_MINUTE: MINUTE_MS,
  FIVE_MINUTES: 5 * MINUTE_MS,
  FIFTEEN_MINUTES: 15 * MINUTE_MS,
  THIRTY_MINUTES: 30 * MINUTE_MS,
  ONE_HOUR: HOUR_MS,
  FOUR_HOURS: 4 * HOUR_MS,
  ONE_DAY: DAY_MS,
  ONE_WEEK: 7 * DAY_MS,
  ONE_MONTH: 30 * DAY_MS,
};
