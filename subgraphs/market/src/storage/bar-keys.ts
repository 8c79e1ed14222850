/**
 * Bars open and close their candles by keys that no trade has. WHOLE_KEY opens a bar of just its interval: minutes of its time are in
 * it already. FIRST_KEY opens what was merged of shorter bars.
 */
export const WHOLE_KEY = -1;
export const FIRST_KEY = 0;
export const LAST_KEY = Number.MAX_SAFE_INTEGER;
