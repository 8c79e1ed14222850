import { unavailable } from '@marketgraph/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrument, type MarketBench, openBench } from '../market-bench.ts';
import { appendQuotes, appendTrades, rowsOfCsv } from './tape.ts';

const directory = process.env['RECORDINGS_DIR'];
if (!directory) unavailable('Replay of a recorded day', 'RECORDINGS_DIR is not set.');

/** Everything that a replay may change, as one value. */
const FINGERPRINT = `
  SELECT (SELECT md5(string_agg(t::text, ',' ORDER BY symbol, occurred_at, trade_key)) FROM market.trades t) AS trades,
    (SELECT md5(string_agg(c::text, ',' ORDER BY symbol, source, basis, "interval", open_time)) FROM market.candles c) AS candles,
    (SELECT md5(string_agg(s::text, ',' ORDER BY symbol, source)) FROM market.series s) AS counts`;

describe.runIf(directory)('the recorded day', () => {
  let bench: MarketBench;
  let first: unknown;

  beforeAll(async () => {
    bench = await openBench([instrument('SPY'), instrument('IBM'), instrument('EUR-USD', { exchange: null, assetClass: 'FOREX' })]);
    const recorder = bench.recorder();
    await recorder.start();
    await replay(bench);
    await bench.recorded();
    await recorder.stop();
    [first] = await bench.rows(FINGERPRINT);
  }, 120_000);
  afterAll(() => bench.close());

  it('is stored trade by trade', async () => {
    const rows = await bench.rows(
      'SELECT symbol, count(*)::int AS trades, sum(size)::text AS sizes FROM market.trades GROUP BY symbol ORDER BY symbol',
    );
    expect(rows).toEqual([
      { symbol: 'IBM', trades: 24_293, sizes: '3960352' },
      { symbol: 'SPY', trades: 250_601, sizes: '97062721' },
    ]);
    const counted = await bench.rows(
      'SELECT symbol, trade_count::int AS trades, size_sum::text AS sizes FROM market.series WHERE trade_count > 0 ORDER BY symbol',
    );
    expect(counted).toEqual(rows);
  });

  it('sums to the same volume in every interval', async () => {
    const rows = await bench.rows(
      `SELECT DISTINCT symbol, sum(volume)::text AS volume, sum(trade_count)::int AS trades FROM market.candles WHERE basis = 'LAST' AND volume > 0
       GROUP BY symbol, "interval" ORDER BY symbol`,
    );
    expect(rows).toEqual([
      { symbol: 'IBM', volume: '3960352', trades: 24_293 },
      { symbol: 'SPY', volume: '97062721', trades: 250_601 },
    ]);
  });

  it("gives the vendor's bid and ask bars of every minute", async () => {
    const vendor = rowsOfCsv(directory ?? '', 'market/bars/eurusd-quote-1m-20140501.csv').map(([at, ...prices]) => [
      Number(at),
      ...prices.map(Number),
    ]);
    const ours = await bench.rows<{ bar: number[] }>(
      `SELECT ARRAY[extract(epoch FROM b.open_time) * 1000, b.open, b.high, b.low, b.close, a.open, a.high, a.low, a.close]::float8[] AS bar
       FROM market.candles b JOIN market.candles a USING (symbol, source, "interval", open_time)
       WHERE symbol = 'EUR-USD' AND "interval" = 'ONE_MINUTE' AND b.basis = 'BID' AND a.basis = 'ASK' ORDER BY open_time`,
    );
    expect(vendor).toHaveLength(1_363);
    expect(ours.map(({ bar }) => bar)).toEqual(vendor);
  });

  it('changes nothing when it is replayed', async () => {
    const recorder = bench.recorder({ maxEntries: 17 });
    await recorder.start();
    await replay(bench);
    await bench.recorded();
    await recorder.stop();
    expect((await bench.rows(FINGERPRINT))[0]).toEqual(first);
  }, 120_000);

  it('ends the same when the recorder is stopped again and again before it has acknowledged', async () => {
    const other = await openBench([instrument('SPY'), instrument('IBM'), instrument('EUR-USD', { exchange: null, assetClass: 'FOREX' })]);
    try {
      await replay(other);
      for (let times = 0; times < 5; times++) await interrupted(other);
      const recorder = other.recorder({ maxEntries: 40 });
      await recorder.start();
      await other.recorded();
      await recorder.stop();
      expect(await other.rows(STATE)).toEqual(await bench.rows(STATE));
    } finally {
      await other.close();
    }
  }, 120_000);
});

/** Without revisions and whether late trades came after the close: those depend on where the batches were cut. */
const STATE = `
  SELECT (SELECT md5(string_agg(t::text, ',' ORDER BY symbol, occurred_at, trade_key)) FROM market.trades t) AS trades,
    (SELECT md5(string_agg(concat_ws(' ', symbol, basis, "interval", open_time, open, high, low, close, volume, trade_count, closed), ','
      ORDER BY symbol, source, basis, "interval", open_time)) FROM market.candles c) AS candles,
    (SELECT md5(string_agg((to_jsonb(s) - 'id')::text, ',' ORDER BY symbol, source)) FROM market.series s) AS counts`;

async function replay({ log }: MarketBench): Promise<void> {
  const trades = 'market/trades';
  await Promise.all([
    appendTrades(log, directory ?? '', `${trades}/spy-20131007.csv.gz`, 'SPY'),
    appendTrades(log, directory ?? '', `${trades}/ibm-20131007.csv.gz`, 'IBM'),
    appendQuotes(log, directory ?? '', 'market/quotes/eurusd-20140501.csv.gz', 'EUR-USD'),
  ]);
}

/** The connection breaks in the middle of a batch's transaction: nothing of it stays, and it comes again. */
async function interrupted(bench: MarketBench): Promise<void> {
  const recorder = bench.recorder({ maxEntries: 10 });
  await recorder.start();
  const before = await counted(bench);
  while ((await counted(bench)) <= before) await new Promise((resolve) => setTimeout(resolve, 5));
  await bench.rows(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()`,
  );
  await recorder.stop();
}

async function counted(bench: MarketBench): Promise<number> {
  const [row] = await bench.rows<{ trades: number }>('SELECT coalesce(sum(trade_count), 0)::int AS trades FROM market.series');
  return row?.trades ?? 0;
}
