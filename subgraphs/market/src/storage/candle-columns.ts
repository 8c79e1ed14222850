import { ms } from './sql.ts';

/** The columns of a row as the domain knows a candle. */
export const candleColumns = (alias: string) => `${alias}.basis, ${alias}."interval", ${ms(`${alias}.open_time`)} AS "openTime",
  ${ms(`${alias}.close_time`)} AS "closeTime", ${alias}.open, ${alias}.high, ${alias}.low, ${alias}.close, ${alias}.volume,
  ${alias}.trade_count AS "tradeCount", ${alias}.closed, ${alias}.revision`;

/**
 * The columns of a row and of another that adds to it: what counts for more sets open and close; among equals the least (time, key)
 * opens and the greatest closes. Where one of both counts for volume only, the other's range holds.
 */
export function joinedColumns(c: string, e: string) {
  const opens = `(${c}.priced, ${e}.open_at, ${e}.open_key) < (${e}.priced, ${c}.open_at, ${c}.open_key)`;
  const closes = `(${e}.priced, ${e}.close_at, ${e}.close_key) > (${c}.priced, ${c}.close_at, ${c}.close_key)`;
  const pick = (condition: string, column: string) => `CASE WHEN ${condition} THEN ${e}.${column} ELSE ${c}.${column} END`;
  const ranged = (bound: string, column: string) =>
    `CASE WHEN (${c}.priced = 0) = (${e}.priced = 0) THEN ${bound}(${c}.${column}, ${e}.${column})
      ELSE ${pick(`${c}.priced = 0`, column)} END`;
  return {
    open: pick(opens, 'open'),
    open_at: pick(opens, 'open_at'),
    open_key: pick(opens, 'open_key'),
    high: ranged('greatest', 'high'),
    low: ranged('least', 'low'),
    close: pick(closes, 'close'),
    close_at: pick(closes, 'close_at'),
    close_key: pick(closes, 'close_key'),
    volume: `${c}.volume + ${e}.volume`,
    turnover: `${c}.turnover + ${e}.turnover`,
    trade_count: `${c}.trade_count + ${e}.trade_count`,
    priced: `greatest(${c}.priced, ${e}.priced)`,
  };
}

/** The minute that forms within row c: join it to rows that may form. Rows that are closed or minutes themselves never look. */
export const formingMinute = (c: string) => `LEFT JOIN LATERAL (SELECT * FROM market.candle_rows m
  WHERE NOT ${c}.closed AND ${c}."interval" <> 'ONE_MINUTE' AND m.series = ${c}.series AND m."interval" = 'ONE_MINUTE' AND m.basis = ${c}.basis
    AND NOT m.closed AND m.open_time >= ${c}.open_time AND m.open_time < ${c}.close_time) f ON true`;

/** What a row c and the minute f that forms within it are to a reader. */
export function wholeCandle(c: string): string {
  const joined = joinedColumns(c, 'f');
  const whole = (column: keyof typeof joined) => `CASE WHEN f.series IS NULL THEN ${c}.${column} ELSE ${joined[column]} END`;
  return `${c}.basis, ${c}."interval", ${ms(`${c}.open_time`)} AS "openTime", ${ms(`${c}.close_time`)} AS "closeTime",
    ${whole('open')} AS open, ${whole('high')} AS high, ${whole('low')} AS low, ${whole('close')} AS close, ${whole('volume')} AS volume,
    ${whole('turnover')} AS turnover, ${whole('trade_count')} AS "tradeCount", ${c}.closed, ${c}.revision`;
}
