import { openDatabase } from '@marketgraph/postgres';
import { silentLogger } from '@marketgraph/service';
import { testDatabase } from '@marketgraph/test-kit';
import { expect, it } from 'vitest';
import { readCandles } from '../../src/storage/candle-reader.ts';
import { FirstTables1763600000000 } from '../../src/storage/migrations/first-tables.ts';
import { openMarketStore } from '../../src/storage/open-market-store.ts';
import { readSourceSpans } from '../../src/storage/source-lines.ts';
import { rowsOf, type Sql } from '../../src/storage/sql.ts';
import { readTrades } from '../../src/storage/tick-reader.ts';

it('an older database keeps its ticks, counts and candles, and its forming candles are told as before', async () => {
  const { url, drop } = await testDatabase();
  const old = await openDatabase({ url, schema: 'market', entities: [], migrations: [FirstTables1763600000000], logger: silentLogger });
  for (const statement of OLD_ROWS) await old.pool.query(statement);
  const before = await candles(old.pool);
  await old.close();

  const store = await openMarketStore({ url, logger: silentLogger });
  const sql = store.database.pool;
  expect(await candles(sql)).toEqual(before);
  const hours = await readCandles(sql, { symbol: 'SPY', source: 'lean', basis: 'LAST', interval: 'ONE_HOUR', limit: 5, end: 'newest' });
  expect(hours).toMatchObject([{ open: '10', high: '12', close: '12', volume: '7', turnover: '80', tradeCount: 3, closed: false }]);
  const stored = await rowsOf(sql, `SELECT volume, trade_count FROM market.candle_rows WHERE "interval" = 'ONE_HOUR' AND series = 2`);
  expect(stored).toEqual([{ volume: '5', trade_count: 2 }]);

  expect((await readTrades(sql, { symbol: 'SPY', source: 'lean', limit: 9 })).map(({ key, price }) => [key, price])).toEqual([
    [3, '12'],
    [2, '11'],
    [1, '10'],
  ]);
  expect(await rowsOf(sql, 'SELECT symbol, count(*)::int AS trades, sum(size)::text AS sizes FROM market.trades GROUP BY symbol')).toEqual([
    { symbol: 'SPY', trades: 3, sizes: '7' },
  ]);
  expect(await rowsOf(sql, 'SELECT quote_key::int AS key, bid FROM market.quote_ticks')).toEqual([{ key: 1, bid: '9.5' }]);
  expect(await rowsOf(sql, 'SELECT symbol, trade_count::int AS trades FROM market.series ORDER BY id')).toEqual([
    { symbol: 'BTC-USD', trades: 0 },
    { symbol: 'SPY', trades: 3 },
  ]);
  // What had one source has no alternative, and its candles are its own.
  expect(await rowsOf(sql, 'SELECT count(*)::int AS series, count(line)::int AS lines FROM market.series')).toEqual([
    { series: 2, lines: 0 },
  ]);
  expect(await readSourceSpans(sql)).toEqual(new Map());
  await store.close();
  await drop();
});

function candles(sql: Sql): Promise<unknown[]> {
  return rowsOf(
    sql,
    `SELECT symbol, "interval", open_time, open, high, low, close, volume, turnover, trade_count, closed FROM market.candles
     ORDER BY symbol, "interval", open_time`,
  );
}

const partition = (table: string, day: string, next: string) =>
  `CREATE TABLE market.${table}_${day.replaceAll('-', '')} PARTITION OF market.${table} FOR VALUES FROM ('${day}Z') TO ('${next}Z')`;
const candle = (name: string, interval: string, times: string, figures: string, places: string) =>
  `INSERT INTO market.candles (symbol, source, basis, "interval", open_time, close_time, open, high, low, close, volume, turnover, trade_count,
     closed, open_at, open_key, close_at, close_key) VALUES (${name}, 'LAST', '${interval}', ${times}, ${figures}, ${places})`;

const OLD_ROWS = [
  partition('trades', '2026-01-05', '2026-01-06'),
  partition('trades', '2026-01-06', '2026-01-07'),
  partition('quote_ticks', '2026-01-05', '2026-01-06'),
  `INSERT INTO market.trades (symbol, source, trade_key, occurred_at, received_at, price, size) VALUES
     ('SPY', 'lean', 1, '2026-01-05 10:00:01Z', '2026-01-05 10:00:01Z', 10, 3),
     ('SPY', 'lean', 2, '2026-01-05 10:00:02Z', '2026-01-05 10:00:02Z', 11, 2),
     ('SPY', 'lean', 3, '2026-01-05 10:01:03Z', '2026-01-05 10:01:03Z', 12, 2)`,
  `INSERT INTO market.quote_ticks VALUES ('SPY', 'lean', 1, '2026-01-05 23:59:59.999Z', '2026-01-05 10:00:00Z', 9.5, 10.5)`,
  `INSERT INTO market.histories (source) VALUES ('simulator')`,
  `INSERT INTO market.symbol_counts (symbol, source, provenance, trade_count, size_sum, last_trade_at, newest_at) VALUES
     ('SPY', 'lean', 'REPLAYED', 3, 7, '2026-01-05 10:01:03Z', '2026-01-05 10:01:03Z'),
     ('BTC-USD', 'simulator', NULL, 0, 0, NULL, '2026-01-05 10:01:00Z')`,
  candle(
    `'SPY', 'lean'`,
    'ONE_MINUTE',
    `'2026-01-05 10:00Z', '2026-01-05 10:01Z'`,
    '10, 11, 10, 11, 5, 52, 2',
    `true, '2026-01-05 10:00:01Z', 1, '2026-01-05 10:00:02Z', 2`,
  ),
  candle(
    `'SPY', 'lean'`,
    'ONE_MINUTE',
    `'2026-01-05 10:01Z', '2026-01-05 10:02Z'`,
    '12, 12, 12, 12, 2, 28, 1',
    `false, '2026-01-05 10:01:03Z', 3, '2026-01-05 10:01:03Z', 3`,
  ),
  candle(
    `'SPY', 'lean'`,
    'ONE_HOUR',
    `'2026-01-05 10:00Z', '2026-01-05 11:00Z'`,
    '10, 12, 10, 12, 7, 80, 3',
    `false, '2026-01-05 10:00:01Z', 1, '2026-01-05 10:01:03Z', 3`,
  ),
  candle(
    `'BTC-USD', 'simulator'`,
    'ONE_MINUTE',
    `'2026-01-05 10:00Z', '2026-01-05 10:01Z'`,
    '1, 1, 1, 1, 4, 4, 4',
    `true, '2026-01-05 10:00Z', 0, '2026-01-05 10:00:59.999Z', 9007199254740991`,
  ),
];
