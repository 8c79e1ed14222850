import type { QueryRunner } from 'typeorm';

const HOUR_MS = 3_600_000;

/** Statement by statement of a bounded size: the client gives up on one that takes a minute. */
export async function moveOldRows(runner: QueryRunner): Promise<void> {
  await moveSeries(runner);
  await moveTicks(runner, 'trade', 'received_at, price, size, side, conditions', 'trades');
  await moveTicks(runner, 'quote', 'received_at, bid, ask', 'quote_ticks');
  await moveCandles(runner);
  for (const table of ['old_trades', 'old_quote_ticks', 'old_candles', 'symbol_counts']) await runner.query(`DROP TABLE market.${table}`);
}

/** Minutes of a loaded history begin with key 0 at their very start: the newest of them ends where the bars do. */
async function moveSeries(runner: QueryRunner): Promise<void> {
  await runner.query(`
    INSERT INTO market.series (symbol, source, provenance, trade_count, size_sum, last_trade_at, quote_count, newest_at, bars_until)
    SELECT symbol, source, provenance, trade_count, size_sum, last_trade_at, quote_count, newest_at,
      (SELECT max(close_time) FROM market.old_candles c WHERE c.symbol = s.symbol AND c.source = s.source AND "interval" = 'ONE_MINUTE'
         AND basis = 'LAST' AND open_key = 0 AND open_at = open_time AND EXISTS (SELECT FROM market.histories h WHERE h.source = c.source))
    FROM market.symbol_counts s ORDER BY symbol, source`);
}

async function moveTicks(runner: QueryRunner, kind: 'trade' | 'quote', columns: string, old: string): Promise<void> {
  const days: { day: string }[] = await runner.query(
    `SELECT right(inhrelid::regclass::text, 8) AS day FROM pg_inherits WHERE inhparent = 'market.old_${old}'::regclass ORDER BY 1`,
  );
  for (const { day } of days) {
    const start = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`);
    const from = (hour: number) => `'${new Date(start + hour * HOUR_MS).toISOString()}'`;
    await runner.query(
      `CREATE TABLE market.${kind}_rows_${day} PARTITION OF market.${kind}_rows FOR VALUES FROM (${from(0)}) TO (${from(24)})`,
    );
    for (let hour = 0; hour < 24; hour++) {
      await runner.query(`
        INSERT INTO market.${kind}_rows_${day} (series, occurred_at, ${kind}_key, ${columns})
        SELECT s.id, occurred_at, ${kind}_key, ${columns} FROM market.${old}_${day} t JOIN market.series s USING (symbol, source)
        WHERE occurred_at >= ${from(hour)} AND occurred_at < ${from(hour + 1)}`);
    }
    await runner.query(`DROP TABLE market.${old}_${day}`);
  }
}

const CANDLE = `"interval", basis, open_time, close_time, open, high, low, close, volume, turnover, trade_count, closed, revision, from_bids,
  open_at, open_key, close_at, close_key`;

async function moveCandles(runner: QueryRunner): Promise<void> {
  const series: { id: number; symbol: string; source: string }[] = await runner.query('SELECT id, symbol, source FROM market.series');
  for (const { id, symbol, source } of series) {
    await runner.query(
      `INSERT INTO market.candle_rows (series, ${CANDLE}) SELECT $1, ${CANDLE} FROM market.old_candles WHERE symbol = $2 AND source = $3`,
      [id, symbol, source],
    );
  }
  // What the forming minute holds is added when a wider candle is read.
  await runner.query(`
    UPDATE market.candle_rows c SET volume = c.volume - m.volume, turnover = c.turnover - m.turnover, trade_count = c.trade_count - m.trade_count
    FROM market.candle_rows m
    WHERE NOT c.closed AND c."interval" <> 'ONE_MINUTE' AND m.series = c.series AND m.basis = c.basis AND m."interval" = 'ONE_MINUTE'
      AND NOT m.closed AND m.open_time >= c.open_time AND m.open_time < c.close_time`);
}
