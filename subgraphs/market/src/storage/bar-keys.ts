/**
 * Bars open and close their candles by keys of their own, and are known by WHOLE_KEY and LAST_KEY, which no trade has: theirs are ids, 0
 * or more. WHOLE_KEY opens a bar of its own interval: minutes of its time are in it already. FIRST_KEY opens minutes' bars, and what was
 * merged of shorter bars; a trade of key 0 at the same instant opens no earlier, and counts all the same.
 */
export const WHOLE_KEY = -1;
export const FIRST_KEY = 0;
export const LAST_KEY = Number.MAX_SAFE_INTEGER;
