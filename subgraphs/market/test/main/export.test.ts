import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DAY_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backfill } from '../../src/main/commands/backfill.ts';
import { exportPrices } from '../../src/main/commands/export.ts';
import { instrument, type MarketBench, openBench } from '../market-bench.ts';
import { run } from './run.ts';

const start = Date.UTC(2013, 9, 7, 14, 30);
let bench: MarketBench;
let folder: string;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
  folder = mkdtempSync(join(tmpdir(), 'marketgraph-export-'));
});
afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('exporting', () => {
  it('gives trades that make the same counts and candles in an empty database', async () => {
    await record();
    const { stdout, code } = await exported('trades', 'SPY');
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'ts_ms,price,size,taker_side,conditions,key',
      `${start},10,100,BUY,P 20000020,${keyOf(stdout)}`,
    ]);
    const other = await openBench([instrument('SPY')]);
    try {
      writeFileSync(join(folder, 'again.csv'), stdout);
      await run(backfill, ['--symbol', 'SPY', '--source', 'lean', join(folder, 'again.csv')], { DATABASE_URL: other.url });
      expect(await state(other)).toEqual(await state(bench));
      expect((await run(exportPrices, ['trades', 'SPY'], { DATABASE_URL: other.url })).stdout).toBe(stdout);
    } finally {
      await other.close();
    }
  });

  it('gives quotes and candles that can be read again', async () => {
    const csv = [
      'ts_ms,bid,ask',
      ...Array.from({ length: 50 }, (_, index) => `${start + index * 7_000},1.${100 + index},1.${200 + index}`),
    ];
    await backfilled(bench, 'quotes.csv', csv.join('\n'));
    for (const [args, extra] of [
      [['quotes', 'SPY'], []],
      [
        ['candles', 'SPY', '--basis', 'BID'],
        ['--interval', 'ONE_MINUTE', '--basis', 'BID'],
      ],
    ] as const) {
      const { stdout } = await exported(...args);
      const other = await openBench([instrument('SPY')]);
      try {
        await backfilled(other, 'again.csv', stdout, ...extra);
        const bids = `SELECT "interval", open_time, open, high, low, close, closed FROM market.candles WHERE basis = 'BID' ORDER BY 1, 2`;
        expect(await other.rows(bids)).toEqual(await bench.rows(bids));
      } finally {
        await other.close();
      }
    }
  });

  it('writes candles of an interval and a time', async () => {
    await record();
    const { stdout } = await exported(
      'candles',
      'SPY',
      '--interval',
      'FIVE_MINUTES',
      '--from',
      new Date(start).toISOString(),
      '--to',
      `${start + 5 * MINUTE_MS}`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      'ts_ms,open,high,low,close,volume,turnover,trade_count,closed,revision',
      `${start},10,10.18,10,10.18,1600,16144.00,16,t,0`,
    ]);
  });

  it('adjusts candles for splits and dividends', async () => {
    const days = ['2014-06-05,640,650,630,645,10', '2014-06-06,645,651,644,645.57,20', '2014-06-09,92,93,91,93.7,70'];
    await backfilled(bench, 'days.csv', `date,open,high,low,close,volume\n${days.join('\n')}\n`);
    await bench.store.facts.saveFactors('SPY', [{ date: '2014-06-06', priceFactor: '1', splitFactor: '0.5', referencePrice: '645.57' }]);
    const raw = (await exported('candles', 'SPY', '--interval', 'ONE_DAY')).stdout.trim().split('\n');
    expect(raw.map((line) => line.split(',')[4])).toEqual(['close', '645', '645.57', '93.7']);
    const { stdout } = await exported('candles', 'SPY', '--interval', 'ONE_DAY', '--adjusted');
    const adjusted = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(adjusted.map((fields) => Number(fields[4]))).toEqual([Number.NaN, 322.5, 322.785, 93.7]);
    expect(adjusted.map((fields) => Number(fields[5]))).toEqual([Number.NaN, 20, 40, 70]);
  });

  it('writes a file only once it is whole, compressed where its name says so', async () => {
    await record();
    const file = join(folder, 'spy.csv.gz');
    expect(await exported('trades', 'SPY', '--out', file)).toMatchObject({ code: 0, stdout: '' });
    expect(gunzipSync(readFileSync(file)).toString()).toBe((await exported('trades', 'SPY')).stdout);
    expect(existsSync(`${file}.part`)).toBe(false);
    const nowhere = await exported('trades', 'SPY', '--out', join(folder, 'no', 'where.csv'));
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written (ENOENT).') });
  });

  it('refuses what it cannot export, with one sentence and exit code 2', async () => {
    await record();
    await backfilled(bench, 'spy.csv', `ts_ms,price,size\n${start},1,1\n`, '--source', 'other');
    for (const [args, sentence] of [
      [[], 'Say what: trades, quotes or candles.'],
      [['trades'], 'Name a symbol.'],
      [['trades', 'NOBODY'], 'Nothing is recorded of NOBODY.'],
      [['trades', 'SPY'], 'SPY is told by lean, other: say --source.'],
      [['trades', 'SPY', '--source', 'x'], 'SPY is told by lean, other, not by x.'],
      [['trades', 'SPY', '--interval', 'ONE_DAY'], '--interval: is for candles, not for trades.'],
      [['candles', 'SPY', '--interval', 'ONE_SECOND'], '--interval: is none of'],
      [['candles', 'SPY', '--from', 'yesterday'], '--from: "yesterday" is no time'],
      [['candles', 'SPY', '--from', '2013-02-30'], '--from: "2013-02-30" is no time'],
      [['candles', 'SPY', '--from', '2014-01-02', '--to', '2014-01-01'], '--to: must be later than --from.'],
    ] as const) {
      expect(await exported(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) });
    }
  });

  it('tells its help without a database', async () => {
    expect(await run(exportPrices, ['--help'], {})).toMatchObject({ code: 0, stdout: expect.stringContaining('npm run --silent export') });
  });
});

function exported(...args: string[]) {
  return run(exportPrices, args, { DATABASE_URL: bench.url });
}

function backfilled(target: MarketBench, name: string, text: string, ...args: string[]) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const source = args.includes('--source') ? [] : ['--source', 'lean'];
  return run(backfill, ['--symbol', 'SPY', ...source, ...args, path], { DATABASE_URL: target.url });
}

/** Two days of trades, some of them late. */
async function record(): Promise<void> {
  const rows = Array.from({ length: 400 }, (_, index) => {
    const at = start + (index % 5 === 4 ? DAY_MS : 0) + index * 16_000;
    return `${at},${10 + (index % 40) / 100},100,${index % 2 ? 'sell' : 'buy'},P,20000020`;
  });
  await backfilled(bench, 'spy.csv', ['ts_ms,price,size,taker_side,exchange,condition_hex', ...rows].join('\n'));
}

/** That of the first row. */
function keyOf(csv: string): string {
  return csv.split('\n')[1]?.split(',').at(-1) ?? '';
}

/** All but what tells when it was received, how often it was revised and how the series is numbered. */
function state(target: MarketBench): Promise<unknown> {
  return target.rows(
    `SELECT (SELECT json_agg(to_jsonb(c) - 'revision' ORDER BY basis, "interval", open_time) FROM market.candles c) AS candles,
       (SELECT json_agg(to_jsonb(s)) FROM market.series s) AS series,
       (SELECT json_agg(to_jsonb(t) - 'received_at' ORDER BY occurred_at, trade_key) FROM market.trades t) AS trades`,
  );
}
