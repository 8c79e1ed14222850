import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { silentLogger, systemClock } from '@marketgraph/service';
import { CoinbaseServer, temporaryFolder } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { execute } from '../../src/main/command.ts';
import { record } from '../../src/main/commands/record.ts';
import { openRecordings } from '../../src/providers/recording/open-recordings.ts';
import { run } from './run.ts';

let server: CoinbaseServer;
let folder = '';
beforeEach(async () => {
  folder = await temporaryFolder('record');
  server = await new CoinbaseServer({ products: ['BTC-USD', 'ETH-USD'] }).listen();
});
afterEach(() => server.stop());

const env = () => ({ COINBASE_WS_URL: server.wsUrl, COINBASE_REST_URL: server.restUrl });

/** Runs until its progress line says so, then presses Ctrl-C. */
async function recordUntil(pattern: RegExp, meanwhile: (line: string) => void): Promise<{ code: number; stdout: string }> {
  const stop = new AbortController();
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  stderr.on('data', (text) => (pattern.test(String(text)) ? stop.abort() : meanwhile(String(text))));
  const args = ['coinbase', 'BTC-USD', 'ETH-USD', '--to', join(folder, 'session')];
  const code = await execute(record, { args, env: env(), stdout, stderr, signal: stop.signal });
  return { code, stdout: String(stdout.read()) };
}

function trade(product: string, count: number): void {
  for (let n = 1; n <= count; n++) server.trade({ product, price: `${100 + n}.5`, size: '0.01', side: n % 2 ? 'BUY' : 'SELL' });
}

async function played(directory: string) {
  const feeds = await openRecordings({ directory, speed: 'max', times: 'kept', clock: systemClock, logger: silentLogger });
  const trades = [];
  for (const feed of feeds) for await (const delivery of feed.open(null, new AbortController().signal)) trades.push(...delivery.trades);
  return { feeds, trades };
}

describe('npm run record', () => {
  it('writes a session that plays the trades which the venue told', { timeout: 20_000 }, async () => {
    let hasTraded = false;
    const { code, stdout } = await recordUntil(/LIVE.* 50 prices/, (line) => {
      if (hasTraded || !line.includes('LIVE')) return;
      hasTraded = true;
      trade('BTC-USD', 30);
      trade('ETH-USD', 20);
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/frames with 50 prices.*\nFEEDS=recording RECORDINGS_DIR=.*session npm start plays it/);
    const { feeds, trades } = await played(join(folder, 'session'));
    expect(feeds[0]?.instruments.map(({ symbol, name }) => [symbol, name])).toEqual([
      ['BTC-USD', 'Bitcoin'],
      ['ETH-USD', 'Ether'],
    ]);
    for (const product of ['BTC-USD', 'ETH-USD']) {
      const told = trades
        .filter(({ symbol }) => symbol === product)
        .map(({ key, price, side, occurredAt }) => [key, price, side, occurredAt]);
      expect(told).toEqual(server.ledger.of(product).map(({ id, price, side, occurredAt }) => [id, price, side, occurredAt]));
    }
  });

  it('writes down what was sent and what came, with the time of each', { timeout: 20_000 }, async () => {
    await recordUntil(/LIVE/, () => undefined);
    const text = gunzipSync(await readFile(join(folder, 'session', 'ws', 'coinbase.jsonl.gz'))).toString();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ t: expect.any(Number), connect: `${server.wsUrl}/` });
    expect(JSON.parse(lines[1].sent)).toMatchObject({ type: 'subscribe', product_ids: ['BTC-USD', 'ETH-USD'] });
    expect(JSON.parse(lines[2].recv)).toMatchObject({ type: 'subscriptions' });
    expect(Math.abs(lines[2].t * 1_000 - Date.now())).toBeLessThan(60_000);
  });

  it('says so, with another exit code, when no price came', async () => {
    server.refuse({ status: 503, body: '' });
    const args = ['coinbase', 'BTC-USD', '--minutes', '0.01', '--to', join(folder, 'none')];
    const { code, stderr } = await run(record, args, env());
    expect([code, stderr]).toEqual([1, expect.stringMatching(/No price came: 127.0.0.1:\d+ refused the connection \(HTTP 503\)/)]);
  });

  it.each([
    [[], /Name a provider: coinbase, /],
    [['nasdaq'], /"nasdaq" is no provider; there are coinbase, /],
    [['alpha-vantage'], /"alpha-vantage" has no stream that could be recorded/],
    [['coinbase', 'btc-usd', 'AAPL'], /"btc-usd", "AAPL" is nothing that coinbase has/],
    [['coinbase', '--minutes', '-1'], /--minutes/],
    [['coinbase', '--minutes=soon'], /--minutes: is no number of minutes/],
    [['coinbase', '--speed', '1'], /Unknown option '--speed'/],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { code, stderr } = await run(record, args, env());
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });

  it('does not write into a folder that holds a recording', { timeout: 20_000 }, async () => {
    await recordUntil(/LIVE/, () => undefined);
    const { code, stderr } = await run(record, ['coinbase', '--to', join(folder, 'session')], env());
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--to: .*session holds a recording already/)]);
  });
});
