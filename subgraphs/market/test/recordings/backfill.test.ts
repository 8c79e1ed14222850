import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unavailable } from '@marketgraph/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backfill } from '../../src/main/commands/backfill.ts';
import { exportPrices } from '../../src/main/commands/export.ts';
import { reconcile } from '../../src/main/commands/reconcile.ts';
import { readLines } from '../../src/providers/recording/lines.ts';
import { run } from '../main/run.ts';
import { instrument, type MarketBench, openBench } from '../market-bench.ts';
import { rowsOfCsv } from './tape.ts';

const directory = process.env['RECORDINGS_DIR'];
if (!directory) unavailable('Backfill of recorded files', 'RECORDINGS_DIR is not set.');

const listed = () => [
  instrument('SPY'),
  instrument('AAPL'),
  instrument('BTC-USD', { assetClass: 'CRYPTO', exchange: null }),
  instrument('EUR-USD', { assetClass: 'FOREX', exchange: null }),
];

describe.runIf(directory)('recorded files', () => {
  let bench: MarketBench;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marketgraph-recorded-'));
    bench = await openBench(listed());
  });
  afterAll(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('backfill the tape of SPY trade by trade, once', async () => {
    const file = 'market/trades/spy-20131007.csv.gz';
    expect((await backfilled(file, '--symbol', 'SPY', '--source', 'lean')).stdout).toContain('250601 trades added, 0 were there already');
    expect((await backfilled(file, '--symbol', 'SPY', '--source', 'lean')).stdout).toContain('nothing changed');
    expect((await backfilled(file, '--symbol', 'SPY', '--source', 'lean', '--as', file)).stdout).toContain('nothing changed');
    expect(await bench.rows("SELECT trade_count::int AS trades, size_sum::text AS sizes FROM market.series WHERE symbol = 'SPY'")).toEqual([
      { trades: 250_601, sizes: '97062721' },
    ]);
  }, 60_000);

  it('make the same counts and candles of the exported tape', async () => {
    const tape = join(folder, 'spy.csv');
    await run(exportPrices, ['trades', 'SPY', '--out', tape], { DATABASE_URL: bench.url });
    const other = await openBench(listed());
    try {
      await run(backfill, ['--symbol', 'SPY', '--source', 'lean', tape], { DATABASE_URL: other.url });
      const state = `SELECT md5(string_agg((to_jsonb(c) - 'revision')::text, ',' ORDER BY basis, "interval", open_time)) AS candles, count(*)::int AS count
        FROM market.candles c WHERE symbol = 'SPY'`;
      const [mine] = await bench.rows<{ count: number }>(state);
      expect(mine?.count).toBeGreaterThan(1_000);
      expect(await other.rows(state)).toEqual([mine]);
    } finally {
      await other.close();
    }
  }, 120_000);

  it('backfill the days of AAPL from 1998 to 2021, and weeks and months of them', async () => {
    const { stdout } = await backfilled('market/daily/aapl.csv.gz', '--symbol', 'AAPL', '--source', 'lean');
    expect(stdout).toContain('5849 candles added, 0 were there already');
    const rows = await bench.rows(
      `SELECT "interval", count(*)::int AS candles, sum(volume)::text AS volume, min(open_time)::text AS first, max(close_time)::date::text AS last
       FROM market.candles WHERE symbol = 'AAPL' AND basis = 'LAST' GROUP BY 1 ORDER BY 1`,
    );
    const volume = await sumOf('market/daily/aapl.csv.gz');
    expect(rows).toMatchObject([
      { interval: 'ONE_DAY', candles: 5_849, volume, first: '1998-01-02 05:00:00+00' },
      { interval: 'ONE_WEEK', volume },
      { interval: 'ONE_MONTH', volume },
    ]);
  }, 60_000);

  it.each(['20161007', '20161008'])(
    "give the vendor's minutes of BTC-USD of its seconds, %s",
    async (day) => {
      await backfilled(
        `market/bars/btcusd-coinbase-1s-${day}.csv.gz`,
        '--symbol',
        'BTC-USD',
        '--source',
        'coinbase',
        '--interval',
        'ONE_SECOND',
      );
      const vendor = rowsOfCsv(directory ?? '', `market/bars/btcusd-coinbase-1m-${day}.csv`).map((row) => row.map(Number));
      const from = vendor[0]?.[0] ?? 0;
      const ours = await bench.rows<{ bar: number[] }>(
        `SELECT ARRAY[extract(epoch FROM open_time) * 1000, open, high, low, close, volume]::float8[] AS bar FROM market.candles
       WHERE symbol = 'BTC-USD' AND "interval" = 'ONE_MINUTE' AND basis = 'LAST' AND open_time >= $1 AND open_time < $1::timestamptz + interval '24 hours' ORDER BY open_time`,
        [new Date(from - (from % 86_400_000))],
      );
      expect(ours.map(({ bar }) => bar)).toEqual(vendor);
    },
    60_000,
  );

  it("give the vendor's quote bars of EUR-USD of its quotes", async () => {
    await backfilled('market/quotes/eurusd-20140501.csv.gz', '--symbol', 'EUR-USD', '--source', 'oanda');
    const other = await openBench(listed());
    try {
      const bars = join(directory ?? '', 'market/bars/eurusd-quote-1m-20140501.csv');
      await run(backfill, ['--symbol', 'EUR-USD', '--source', 'oanda', '--interval', 'ONE_MINUTE', bars], { DATABASE_URL: other.url });
      const state = `SELECT basis, "interval", open_time, trim_scale(open) AS open, trim_scale(high) AS high, trim_scale(low) AS low, trim_scale(close) AS close
        FROM market.candles WHERE symbol = 'EUR-USD' AND "interval" <> 'ONE_WEEK' ORDER BY 1, 2, 3`;
      expect(await other.rows(state)).toEqual(await bench.rows(state));
    } finally {
      await other.close();
    }
  }, 60_000);

  it('drift nowhere afterwards', async () => {
    const { code, stdout } = await run(reconcile, [], { DATABASE_URL: bench.url });
    expect(stdout).toMatch(/4 series, \d{4,} candles checked, 0 differ, 0 counts differ, \d{4,} candles not recomputable\./);
    expect(code).toBe(0);
  }, 60_000);

  function backfilled(file: string, ...args: string[]) {
    return run(backfill, [...args, join(directory ?? '', file)], { DATABASE_URL: bench.url, RECORDINGS_DIR: directory });
  }
});

async function sumOf(file: string): Promise<string> {
  let sum = 0n;
  for await (const { number, text } of readLines(join(directory ?? '', file))) if (number > 1) sum += BigInt(text.split(',').at(-1) ?? '0');
  return String(sum);
}
