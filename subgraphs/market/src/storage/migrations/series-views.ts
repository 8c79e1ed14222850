/** As of this migration; storage/candle-columns.ts says the same to the readers. f is the minute that forms within c. */
const column = (name: string, joined: string) => `CASE WHEN f.series IS NULL THEN c.${name} ELSE ${joined} END AS ${name}`;
const opens = '(c.priced, f.open_at, f.open_key) < (f.priced, c.open_at, c.open_key)';
const closes = '(f.priced, f.close_at, f.close_key) > (c.priced, c.close_at, c.close_key)';
const ranged = (name: string, bound: string) =>
  `CASE WHEN (c.priced = 0) = (f.priced = 0) THEN ${bound}(c.${name}, f.${name}) WHEN c.priced = 0 THEN f.${name} ELSE c.${name} END`;

export const candlesView = `CREATE VIEW market.candles AS
  SELECT s.symbol, s.source, c.basis, c."interval", c.open_time, c.close_time,
    ${column('open', `CASE WHEN ${opens} THEN f.open ELSE c.open END`)},
    ${column('high', ranged('high', 'greatest'))},
    ${column('low', ranged('low', 'least'))},
    ${column('close', `CASE WHEN ${closes} THEN f.close ELSE c.close END`)},
    ${column('volume', 'c.volume + f.volume')},
    ${column('turnover', 'c.turnover + f.turnover')},
    ${column('trade_count', 'c.trade_count + f.trade_count')},
    c.closed, c.revision, c.from_bids, greatest(c.priced, f.priced) AS priced,
    ${column('open_at', `CASE WHEN ${opens} THEN f.open_at ELSE c.open_at END`)},
    ${column('open_key', `CASE WHEN ${opens} THEN f.open_key ELSE c.open_key END`)},
    ${column('close_at', `CASE WHEN ${closes} THEN f.close_at ELSE c.close_at END`)},
    ${column('close_key', `CASE WHEN ${closes} THEN f.close_key ELSE c.close_key END`)}
  FROM market.candle_rows c JOIN market.series s ON s.id = c.series
  LEFT JOIN LATERAL (SELECT * FROM market.candle_rows m
    WHERE NOT c.closed AND c."interval" <> 'ONE_MINUTE' AND m.series = c.series AND m."interval" = 'ONE_MINUTE' AND m.basis = c.basis
      AND NOT m.closed AND m.open_time >= c.open_time AND m.open_time < c.close_time) f ON true`;
