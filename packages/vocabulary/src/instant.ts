/** The years 0 to 9999, ms: what DateTime can say and Postgres can compare. */
export const EARLIEST_MS = Date.parse('0000-01-01T00:00:00Z');
export const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');
