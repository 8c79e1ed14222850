import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@marketgraph/postgres';
import { silentLogger } from '@marketgraph/service';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../tools/processes/free-ports.mjs';
import { query } from '../stack/client.ts';
import { localStack } from '../stack/stack.ts';

const recordings = process.env['RECORDINGS_DIR'] ?? '';
const replay = { FEEDS: 'recording', RECORDINGS_DIR: recordings, RECORDING_SPEED: 'max' };
const TOTALS = [
  { symbol: 'IBM', trades: '24293', size: '3960352' },
  { symbol: 'SPY', trades: '250601', size: '97062721' },
];

describe('the recorded days', () => {
  let dataDir: string;
  let port: number;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'marketgraph-replay-'));
    port = await freePort();
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('run through the whole path once, and a second run changes nothing', async () => {
    await playToTheEnd();
    expect(await totals()).toEqual(TOTALS);
    expect(await quoteBars()).toEqual(await expectedBars());
    const rows = await everyCount();
    await playToTheEnd();
    expect(await everyCount()).toEqual(rows);
  }, 600_000);

  it('end with the same counts after five kills on the way', async () => {
    for (let kill = 0; kill < 5; kill += 1) {
      const running = localStack(dataDir, port, replay);
      await running.prints(/^Ready {2}/);
      const from = await recorded();
      await until(async () => (await recorded()) >= from + 20_000 || (await recorded()) >= 250_601 + 24_293);
      await running.stop('SIGKILL');
    }
    await playToTheEnd();
    expect(await totals()).toEqual(TOTALS);
  }, 900_000);

  async function playToTheEnd(): Promise<void> {
    const running = localStack(dataDir, port, replay);
    await running.prints(/^Ready {2}/);
    await until(async () => {
      const { data } = await ask(
        '{ systemStatus { feeds { name state detail } services { name lagMs } } SPY: instrument(symbol: "SPY") { tradeCount } IBM: instrument(symbol: "IBM") { tradeCount } coinbase: instrument(symbol: "SKL-USD") { tradeCount } }',
      );
      const feeds: { name: string; state: string; detail: string | null }[] = data?.systemStatus?.feeds ?? [];
      const market = feeds.filter((feed) => feed.name.startsWith('recording:'));
      const finished = market.length >= 5 && market.every((feed) => feed.state === 'QUIET' || feed.state === 'DISABLED');
      return finished && data.SPY.tradeCount >= 250_601 && data.IBM.tradeCount >= 24_293;
    });
    // The quotes are recorded behind the trades: stop only when nothing waits any more.
    await until(async () =>
      (await ask('{ systemStatus { services { lagMs } } }')).data.systemStatus.services.every(
        (service: { lagMs: number | null }) => !service.lagMs,
      ),
    );
    expect(await running.stop('SIGINT')).toBe(0);
  }

  const ask = (text: string) => query({ url: `http://127.0.0.1:${port}` }, text).catch(() => ({ data: null }));

  async function recorded(): Promise<number> {
    const { data } = await ask('{ SPY: instrument(symbol: "SPY") { tradeCount } IBM: instrument(symbol: "IBM") { tradeCount } }');
    return (data?.SPY?.tradeCount ?? 0) + (data?.IBM?.tradeCount ?? 0);
  }

  async function sql(text: string): Promise<Record<string, string>[]> {
    const postgres = await startEmbeddedPostgres({ dataDir, logger: silentLogger });
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
      await postgres.stop();
    }
  }

  const totals = () =>
    sql(
      `SELECT symbol, count(*)::text AS trades, sum(size)::bigint::text AS size FROM market.trades WHERE symbol IN ('SPY', 'IBM') GROUP BY symbol ORDER BY symbol`,
    );

  const everyCount = () =>
    sql(
      `SELECT symbol, source, count(*)::text AS trades, sum(size)::text AS size FROM market.trades GROUP BY symbol, source ORDER BY symbol, source`,
    );

  const quoteBars = async () => {
    const rows = await sql(`
      SELECT extract(epoch FROM bid.open_time)::bigint * 1000 AS ts, bid.open AS bo, bid.high AS bh, bid.low AS bl, bid.close AS bc, ask.open AS ao, ask.high AS ah, ask.low AS al, ask.close AS ac
      FROM market.candles bid JOIN market.candles ask USING (symbol, source, interval, open_time)
      WHERE symbol = 'EUR-USD' AND interval = 'ONE_MINUTE' AND bid.basis = 'BID' AND ask.basis = 'ASK' ORDER BY open_time`);
    return rows.map((row) => Object.values(row).map(Number));
  };

  async function expectedBars(): Promise<number[][]> {
    const text = await readFile(join(recordings, 'market/bars/eurusd-quote-1m-20140501.csv'), 'utf8');
    return text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 250));
}
