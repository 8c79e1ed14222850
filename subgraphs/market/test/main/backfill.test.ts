import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeCursor, reaches } from '@marketgraph/bus';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backfill } from '../../src/main/commands/backfill.ts';
import { exportPrices } from '../../src/main/commands/export.ts';
import { reconcile } from '../../src/main/commands/reconcile.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';
import { run } from './run.ts';

const start = Date.UTC(2013, 9, 7, 14, 30);
let bench: MarketBench;
let folder: string;

beforeEach(async () => {
  bench = await openBench([instrument('SPY'), instrument('EUR-USD', { assetClass: 'FOREX', exchange: null })]);
  folder = mkdtempSync(join(tmpdir(), 'marketgraph-backfill-'));
});
afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('backfilling', () => {
  it('writes trades with their counts and closed candles, and tells the closes', async () => {
    const ran = await backfilled('spy.csv', tradesCsv(0, 9), '--symbol', 'SPY', '--source', 'lean');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('spy.csv: 9 trades added, 0 were there already') });
    expect(await counts()).toEqual([{ trades: 9, sizes: '9', provenance: 'REPLAYED' }]);
    expect(await candles()).toEqual([
      { interval: 'ONE_MINUTE', candles: 3, volume: '9', closed: true },
      { interval: 'ONE_DAY', candles: 1, volume: '9', closed: true },
    ]);
    expect(await backfilledEvents()).toMatchObject([
      { symbol: 'SPY', interval: 'ONE_MINUTE', openTime: [start, start + MINUTE_MS, start + 2 * MINUTE_MS] },
      { symbol: 'SPY', interval: 'ONE_HOUR' },
    ]);
    expect((await run(reconcile, [], env())).stdout).toContain(' 0 differ, 0 counts differ');
  });

  it('changes nothing when it is run twice', async () => {
    await backfilled('spy.csv', tradesCsv(0, 9), '--symbol', 'SPY', '--source', 'lean');
    const before = await everything();
    expect((await backfilled('spy.csv', tradesCsv(0, 9), '--symbol', 'SPY', '--source', 'lean')).stdout).toContain('was backfilled before');
    expect((await backfilled('other.csv', tradesCsv(0, 9), '--symbol', 'SPY', '--source', 'lean', '--as', 'spy.csv')).stdout).toContain(
      'was backfilled before',
    );
    expect(await everything()).toEqual(before);
  });

  it('goes on where it was stopped', async () => {
    const stop = new AbortController();
    const lines = tradesCsv(0, 20_000);
    const path = join(folder, 'spy.csv.gz');
    writeFileSync(path, gzipSync(lines));
    const args = ['--symbol', 'SPY', '--source', 'lean', path];
    const running = run(backfill, args, env(), stop.signal);
    while ((await counts())[0]?.trades === undefined || (await counts())[0]?.trades === 0)
      await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    const stopped = await running;
    expect(stopped).toMatchObject({ code: 130, stderr: expect.stringContaining('run it again') });
    const [before] = await counts();
    expect(before?.trades).toBeLessThan(20_000);
    const { stdout } = await run(backfill, args, env());
    expect(stdout).toContain(`${20_000 - (before?.trades ?? 0)} trades added, 0 were there already`);
    expect(await counts()).toMatchObject([{ trades: 20_000, sizes: '20000' }]);
    expect((await run(reconcile, [], env())).stdout).toContain(' 0 differ, 0 counts differ');
  });

  it('never doubles what was recorded with the same keys, and leaves a live series live', async () => {
    const trades = Array.from({ length: 9 }, (_, index) => trade('SPY', index + 1, start + index * 20_000, '10'));
    await bench.log.append([pricesReceived({ symbol: 'SPY', source: 'lean', provenance: 'LIVE', trades: trades.slice(4) })]);
    const recorder = bench.recorder();
    await recorder.start();
    await bench.recorded();
    await recorder.stop();
    const csv = ['ts_ms,price,size,key', ...trades.map((one) => [one.occurredAt, one.price, one.size, one.key].join(','))].join('\n');
    const ran = await backfilled('spy.csv', csv, '--symbol', 'SPY', '--source', 'lean');
    expect(ran.stdout).toContain('4 trades added, 5 were there already');
    expect(await counts()).toEqual([{ trades: 9, sizes: '9', provenance: 'LIVE' }]);
    expect((await run(reconcile, [], env())).stdout).toContain(' 0 differ, 0 counts differ');
  });

  it("leaves it to a live feed to close the feed's candles", async () => {
    await recordLive('LIVE');
    const day = 'ts_ms,open,high,low,close\n';
    await backfilled('spy.csv', tradesCsv(0, 2), '--symbol', 'SPY', '--source', 'lean');
    await backfilled(
      'm.csv',
      `${day}${start + 60 * MINUTE_MS},1,1,1,1\n`,
      '--symbol',
      'SPY',
      '--source',
      'lean',
      '--interval',
      'ONE_MINUTE',
    );
    expect(await forming()).toContain('ONE_MINUTE');
  });

  it('closes nothing of a replay that is further than the file', async () => {
    await recordLive('REPLAYED');
    const before = await forming();
    await backfilled('spy.csv', tradesCsv(0, 2), '--symbol', 'SPY', '--source', 'lean');
    expect(await forming()).toEqual(before);
  });

  it('tells the candles that it closes', async () => {
    await backfilled('spy.csv', tradesCsv(0, 2), '--symbol', 'SPY', '--source', 'lean');
    expect(await forming()).toEqual([]);
    const told = await bench.candleChanges('SPY');
    expect(new Set(told.map(({ interval, closed }) => `${interval} ${closed}`))).toEqual(
      new Set(
        [
          'ONE_MINUTE',
          'FIVE_MINUTES',
          'FIFTEEN_MINUTES',
          'THIRTY_MINUTES',
          'ONE_HOUR',
          'FOUR_HOURS',
          'ONE_DAY',
          'ONE_WEEK',
          'ONE_MONTH',
        ].map((interval) => `${interval} true`),
      ),
    );
  });

  it('makes bid, ask and last of quotes', async () => {
    const csv = `ts_ms,bid,ask\n${start},1.1,1.2\n${start + 1_000},1.15,1.25\n`;
    await backfilled('eur.csv', csv, '--symbol', 'EUR-USD', '--source', 'oanda');
    const rows = await bench.rows(
      `SELECT basis, open::text, close::text FROM market.candles WHERE "interval" = 'ONE_MINUTE' ORDER BY basis`,
    );
    expect(rows).toEqual([
      { basis: 'LAST', open: '1.1', close: '1.15' },
      { basis: 'BID', open: '1.1', close: '1.15' },
      { basis: 'ASK', open: '1.2', close: '1.25' },
    ]);
  });

  it('makes minutes of seconds, and all longer candles of those', async () => {
    const rows = [0, 1, 30, 60, 61].map(
      (second) => `${start + second * 1_000},${10 + second},${20 + second},${5 + second},${11 + second},0.5`,
    );
    await backfilled(
      'btc.csv',
      `ts_ms,open,high,low,close,volume\n${rows.join('\n')}\n`,
      '--symbol',
      'SPY',
      '--source',
      'x',
      '--interval',
      'ONE_SECOND',
    );
    const minutes = await bench.rows(
      `SELECT open::text, high::text, low::text, close::text, volume::text FROM market.candles WHERE "interval" = 'ONE_MINUTE' ORDER BY open_time`,
    );
    expect(minutes).toEqual([
      { open: '10', high: '50', low: '5', close: '41', volume: '1.5' },
      { open: '70', high: '81', low: '65', close: '72', volume: '1.0' },
    ]);
    expect(await candles()).toMatchObject([{ volume: '2.5' }, { volume: '2.5' }]);
  });

  it("gives way to candles that are there, and is not added to a provider's longer bar", async () => {
    const day = 'date,open,high,low,close,volume\n2013-10-07,9,99,9,10,1000\n';
    await backfilled('day.csv', day, '--symbol', 'SPY', '--source', 'lean');
    const minute = `ts_ms,open,high,low,close,volume\n${start},10,11,9,10,7\n`;
    await backfilled('minute.csv', minute, '--symbol', 'SPY', '--source', 'lean', '--interval', 'ONE_MINUTE');
    await backfilled('minute2.csv', minute.replace(',7\n', ',8\n'), '--symbol', 'SPY', '--source', 'lean', '--interval', 'ONE_MINUTE');
    expect(await bench.rows(`SELECT "interval", open_time, volume::text FROM market.candles ORDER BY 1`)).toEqual([
      { interval: 'ONE_MINUTE', open_time: new Date(start), volume: '7' },
      { interval: 'FIVE_MINUTES', open_time: new Date(start), volume: '7' },
      { interval: 'FIFTEEN_MINUTES', open_time: new Date(start), volume: '7' },
      { interval: 'THIRTY_MINUTES', open_time: new Date(start), volume: '7' },
      { interval: 'ONE_HOUR', open_time: new Date(Date.UTC(2013, 9, 7, 14)), volume: '7' },
      { interval: 'FOUR_HOURS', open_time: new Date(Date.UTC(2013, 9, 7, 12)), volume: '7' },
      { interval: 'ONE_DAY', open_time: new Date(Date.UTC(2013, 9, 7, 4)), volume: '1000' },
      { interval: 'ONE_WEEK', open_time: new Date(Date.UTC(2013, 9, 7)), volume: '1007' },
      { interval: 'ONE_MONTH', open_time: new Date(Date.UTC(2013, 9, 1)), volume: '1007' },
    ]);
  });

  it('looks again after a repair, and tells what still differs', async () => {
    await backfilled('spy.csv', tradesCsv(0, 9), '--symbol', 'SPY', '--source', 'lean');
    const spoil = 'UPDATE market.candle_rows SET volume = volume + 1';
    await bench.rows(spoil);
    expect(await run(reconcile, ['--repair'], env())).toMatchObject({ code: 0, stdout: expect.stringContaining(' Repaired.\n') });
    await bench.rows(spoil);
    await bench.rows('CREATE FUNCTION market.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$');
    await bench.rows(
      `CREATE TRIGGER refuse BEFORE UPDATE ON market.candle_rows FOR EACH ROW WHEN (NEW."interval" = 'ONE_DAY') EXECUTE FUNCTION market.refuse()`,
    );
    const ran = await run(reconcile, ['--repair'], env());
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringContaining(' Repaired, but 1 still differs.\n') });
  });

  it('refuses what it is not told, with one sentence and exit code 2', async () => {
    for (const [args, sentence] of [
      [[], 'Name a file, or --feed.'],
      [['x.csv'], 'Say whose prices these are: --symbol and --source.'],
      [['--symbol', 'spy!', '--source', 'x', 'x.csv'], '--symbol: is not a symbol'],
      [['--symbol', 'SPY', '--source', 'x', '/nowhere.csv'], '/nowhere.csv cannot be read.'],
      [['--symbol', 'SPY', '--source', 'x', '--interval', 'HOUR', 'x.csv'], '--interval: is none of'],
      [['--nonsense'], "Unknown option '--nonsense'"],
      [['--feed', 'nobody'], '--feed: "nobody" is not configured'],
    ] as const) {
      const { code, stderr } = await run(backfill, args, env());
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
    const unknown = await backfilled('new.csv', tradesCsv(0, 1), '--symbol', 'NEW', '--source', 'x');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing lists NEW yet: say --asset-class and --currency.') });
    const trades = await backfilled('spy.csv', tradesCsv(0, 1), '--symbol', 'SPY', '--source', 'x', '--interval', 'ONE_MINUTE');
    expect(trades).toMatchObject({ code: 2, stderr: expect.stringMatching(/--interval: is for bars, and .*spy.csv holds trades/) });
    const bars = await backfilled('bars.csv', `ts_ms,open,high,low,close\n${start},1,1,1,1\n`, '--symbol', 'SPY', '--source', 'x');
    expect(bars).toMatchObject({ code: 2, stderr: expect.stringContaining('--interval: say how long a bar of') });
  });

  it('tells that the database is away with exit code 1, and never its password', async () => {
    const ran = await run(reconcile, [], { DATABASE_URL: 'postgresql://me:hidden@127.0.0.1:1/nowhere' });
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('The database at 127.0.0.1:1/nowhere does not answer') });
    expect(ran.stderr).not.toContain('hidden');
    expect(await run(reconcile, [], { DATA_DIR: folder })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no database'),
    });
  });

  it('tells that the database went away in the middle, and goes on when it is back', async () => {
    const running = backfilled('spy.csv', tradesCsv(0, 20_000), '--symbol', 'SPY', '--source', 'lean');
    while (((await counts())[0]?.trades ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    let isDone = false;
    void running.finally(() => {
      isDone = true;
    });
    // Between two statements a connection is replaced unseen; our own may be among those that were cut.
    while (!isDone) await bench.rows(cut).catch(() => undefined);
    expect(await running).toMatchObject({ code: 1, stderr: expect.stringContaining('The database went away') });
    await backfilled('spy.csv', tradesCsv(0, 20_000), '--symbol', 'SPY', '--source', 'lean');
    expect(await counts()).toMatchObject([{ trades: 20_000, sizes: '20000' }]);
  });

  it('applies cancels and corrections of a file, which leaves no drift', async () => {
    const rows = ['10,100,,,', '11,5,,,', '99,7,,,', `,,CANCEL,4,${start + 40_000}`, `10.5,50,CORRECT,2,${start}`, '12,1,,,'];
    const csv = rows.map((row, index) => `${start + index * 20_000},${row}`).join('\n');
    const header = 'ts_ms,price,size,correction,corrects_line,corrects_ts_ms\n';
    await backfilled('spy.csv', header + csv, '--symbol', 'SPY', '--source', 'lean');
    expect(await counts()).toMatchObject([{ trades: 3, sizes: '56' }]);
    const { stdout } = await run(exportPrices, ['trades', 'SPY'], env());
    expect(stdout.split('\n').map((line) => line.split(',').slice(1, 3).join(' '))).toEqual(['price size', '10.5 50', '11 5', '12 1', '']);
    expect((await run(reconcile, [], env())).stdout).toContain(' 0 differ, 0 counts differ');
  });

  it('passes over lines without a time, and with one in other units', async () => {
    const lines = ['ts_ms,price,size', ',10,1', `${start},10,1`, `${start * 1_000},10,1`, '8640000000000001,10,1', ''].join('\n');
    const ran = await backfilled('spy.csv', lines, '--symbol', 'SPY', '--source', 'lean');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 trades added.*3 lines are no trades/) });
    const bars = ['ts_ms,open,high,low,close', ',1,1,1,1', `${start * 1_000},1,1,1,1`, ''].join('\n');
    const refused = await backfilled('bars.csv', bars, '--symbol', 'SPY', '--source', 'bars', '--interval', 'ONE_MINUTE');
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringMatching(/0 candles added.*2 lines are no bars/) });
    const again = await backfilled('bars.csv', bars, '--symbol', 'SPY', '--source', 'bars', '--interval', 'ONE_MINUTE');
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining('2 lines are no bars') });
  });

  it('warns that the API answers from another source', async () => {
    await recordLive('LIVE');
    expect((await backfilled('spy.csv', tradesCsv(0, 2), '--symbol', 'SPY', '--source', 'lean')).stderr).toBe('');
    const { code, stderr } = await backfilled('spy.csv', tradesCsv(0, 2), '--symbol', 'SPY', '--source', 'other');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'The API answers for SPY from its active source lean; npm run export -- trades SPY --source other (or quotes, candles) shows what other tells.\n',
    );
  });

  it("tells which symbol of a feed's history it has come to", async () => {
    const { code, stderr } = await run(backfill, ['--feed', 'simulator'], { ...env(), FEEDS: 'simulator', SYMBOLS: 'AAPL,BTC-USD' });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^simulator: \S+, 1 of 2\nsimulator: \S+, 2 of 2\n$/);
  });

  it('lists a symbol that nothing listed before', async () => {
    const args = ['--symbol', 'NEW', '--source', 'x', '--asset-class', 'STOCK', '--currency', 'USD', '--name', 'New Inc'];
    expect(await backfilled('new.csv', tradesCsv(0, 2), ...args)).toMatchObject({ code: 0 });
    expect((await bench.store.instruments.all()).find(({ symbol }) => symbol === 'NEW')).toMatchObject({
      name: 'New Inc',
      assetClass: 'STOCK',
    });
  });
});

function env() {
  return { DATABASE_URL: bench.url };
}

function backfilled(name: string, text: string, ...args: string[]) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return run(backfill, [...args, path], env());
}

/** One trade every twenty seconds. */
function tradesCsv(first: number, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `${start + (first + index) * 20_000},10.5,1,P,20000020`);
  return ['ts_ms,price,size,exchange,condition_hex', ...rows].join('\n');
}

/** A trade half an hour behind the first one of the files. */
async function recordLive(provenance: 'LIVE' | 'REPLAYED'): Promise<void> {
  const trades = [trade('SPY', 1, start + 30 * MINUTE_MS, '10')];
  await bench.log.append([pricesReceived({ symbol: 'SPY', source: 'lean', provenance, trades })]);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}

async function forming(): Promise<string[]> {
  const rows = await bench.rows<{ interval: string }>('SELECT "interval" FROM market.candle_rows WHERE NOT closed ORDER BY 1');
  return rows.map(({ interval }) => interval);
}

function counts() {
  return bench.rows<{ trades: number; sizes: string; provenance: string }>(
    'SELECT trade_count::int AS trades, size_sum::text AS sizes, provenance FROM market.series ORDER BY id',
  );
}

function candles() {
  return bench.rows(
    `SELECT "interval", count(*)::int AS candles, sum(volume)::text AS volume, bool_and(closed) AS closed FROM market.candles
     WHERE "interval" IN ('ONE_MINUTE', 'ONE_DAY') AND basis = 'LAST' GROUP BY 1 ORDER BY 1`,
  );
}

function everything() {
  return bench.rows(
    'SELECT c::text FROM market.candle_rows c UNION ALL SELECT s::text FROM market.series s UNION ALL SELECT t::text FROM market.trade_rows t',
  );
}

async function backfilledEvents(): Promise<unknown[]> {
  const found: unknown[] = [];
  const { positions } = await bench.log.head();
  const stop = new AbortController();
  for await (const item of bench.log.tail({ after: encodeCursor(await bench.log.oldest()), signal: stop.signal })) {
    if (item.kind === 'gap') continue;
    found.push(...item.events.flatMap(({ event }) => (event.type === 'CandlesBackfilled' ? [event.payload] : [])));
    const reached = item.events.at(-1)?.place.positions ?? [];
    if (reaches(reached, positions)) break;
  }
  stop.abort();
  return found;
}
