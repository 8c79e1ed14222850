/**
 * Bars open and close their candles by keys of their own, which no trade has: theirs are ids, 0 or more. WHOLE_KEY opens a bar of its own
 * interval: minutes of its time are in it already. PARTLY_KEY opens one that was told before its time was over: what comes after it adds
 * to it. FIRST_KEY opens minutes' bars, and what was merged of shorter bars; a trade of key 0 at the same instant opens no earlier, and
 * counts all the same. A minute that is closed by LAST_KEY is a bar.
 */
export const WHOLE_KEY = -1;
export const PARTLY_KEY = -2;
export const FIRST_KEY = 0;
export const LAST_KEY = Number.MAX_SAFE_INTEGER;

/** Whether a row was told by a provider, and not made of ticks or of other rows. */
export function isBar({ interval, openKey, closeKey }: { interval: string; openKey: number; closeKey: number }): boolean {
  return interval === 'ONE_MINUTE' ? closeKey === LAST_KEY : openKey < FIRST_KEY;
}
