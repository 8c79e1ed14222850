import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { silentLogger, systemClock } from '@marketgraph/service';
import { BinanceServer, CoinbaseServer, FinnhubServer, KrakenServer, temporaryFolder, type VenueServer } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trade } from '../../src/domain/price-feed.ts';
import { execute } from '../../src/main/command.ts';
import { record } from '../../src/main/commands/record.ts';
import { openRecordings } from '../../src/providers/recording/open-recordings.ts';
import { SessionFile } from '../../src/providers/recording/session-file.ts';
import { run } from './run.ts';

const CANARY = 'canary-finnhub-71c2';
type NumberedServer = CoinbaseServer | BinanceServer | KrakenServer;

/** Venues that number their trades, and their names for two symbols. */
const numbered = {
  coinbase: { symbols: ['BTC-USD', 'ETH-USD'], products: ['BTC-USD', 'ETH-USD'], Server: CoinbaseServer },
  binance: { symbols: ['BTC-USDT', 'ETH-USDT'], products: ['BTCUSDT', 'ETHUSDT'], Server: BinanceServer },
  kraken: { symbols: ['BTC-USD', 'ETH-USD'], products: ['BTC/USD', 'ETH/USD'], Server: KrakenServer },
} as const;

let server: VenueServer | null = null;
let folder = '';
beforeEach(() => {
  folder = temporaryFolder('record');
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

async function coinbase(): Promise<CoinbaseServer> {
  const opened = await new CoinbaseServer({ products: ['BTC-USD', 'ETH-USD'] }).listen();
  server = opened;
  return opened;
}

function env(provider = 'coinbase') {
  const name = provider.toUpperCase();
  return { [`${name}_WS_URL`]: server?.wsUrl, [`${name}_REST_URL`]: server?.restUrl, FINNHUB_API_KEY: CANARY };
}

/** Runs until its progress line says so, then presses Ctrl-C. */
async function recordUntil(pattern: RegExp, meanwhile: (line: string) => void, provider = 'coinbase', symbols = ['BTC-USD', 'ETH-USD']) {
  const stop = new AbortController();
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  let told = '';
  stderr.on('data', (text) => {
    told += text;
    if (pattern.test(String(text))) stop.abort();
    else meanwhile(String(text));
  });
  const args = [provider, ...symbols, '--to', join(folder, 'session')];
  const code = await execute(record, { args, env: env(provider), stdout, stderr, signal: stop.signal });
  return { code, stdout: String(stdout.read()), stderr: told };
}

/** Once the feed is live, once. */
function whenLive(work: () => void): (line: string) => void {
  let isDone = false;
  return (line) => {
    if (isDone || !line.includes('LIVE')) return;
    isDone = true;
    work();
  };
}

function trade(venue: NumberedServer, product: string, count: number): void {
  for (let n = 1; n <= count; n++) venue.trade({ product, price: `${100 + n}.5`, size: '0.01', side: n % 2 ? 'BUY' : 'SELL' });
}

async function played(directory: string) {
  const feeds = await openRecordings({ directory, speed: 'max', times: 'kept', clock: systemClock, logger: silentLogger });
  const trades: Trade[] = [];
  for (const feed of feeds) for await (const delivery of feed.open(null, new AbortController().signal)) trades.push(...delivery.trades);
  return { feeds, trades };
}

async function recordedText(provider: string): Promise<string> {
  return gunzipSync(await readFile(join(folder, 'session', 'ws', `${provider}.jsonl.gz`))).toString();
}

function match(id: number): string {
  const about = { type: 'match', trade_id: id, side: 'sell', size: '1', price: '10', product_id: 'BTC-USD', sequence: id };
  return JSON.stringify({ ...about, time: '2026-01-05T15:00:00.000Z' });
}

/** A session of so many trades, on disk. */
async function written(trades: number): Promise<{ file: SessionFile; at: number }> {
  const stream = { kind: 'websocket', provider: 'coinbase', file: 'session.jsonl.gz' };
  await writeFile(join(folder, 'recording.json'), JSON.stringify({ streams: [stream] }));
  const file = new SessionFile(join(folder, stream.file), (text) => text);
  const at = Date.UTC(2026, 0, 5, 15);
  for (let id = 1; id <= trades; id++) file.write('recv', match(id), at);
  await file.written();
  return { file, at };
}

describe('npm run record', () => {
  it.each(Object.entries(numbered))(
    'writes a session that plays the trades which %s told',
    { timeout: 20_000 },
    async (provider, venue) => {
      const { symbols, products, Server } = venue;
      const opened = await new Server({ products }).listen();
      server = opened;
      const bothTrade = whenLive(() => {
        for (const [index, product] of products.entries()) trade(opened, product, index ? 20 : 30);
      });
      const { code, stdout } = await recordUntil(/LIVE.* 50 prices/, bothTrade, provider, [...symbols]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/frames with 50 prices.*\nFEEDS=recording RECORDINGS_DIR=.*session npm start plays it/);
      const { feeds, trades } = await played(join(folder, 'session'));
      expect(feeds[0]?.instruments.map(({ symbol }) => symbol).toSorted()).toEqual([...symbols].toSorted());
      for (const [index, product] of products.entries()) {
        const told = trades
          .filter(({ symbol }) => symbol === symbols[index])
          .map(({ key, price, side, occurredAt }) => [key, price, side, occurredAt]);
        expect(told).toEqual(opened.ledger.of(product).map(({ id, price, side, occurredAt }) => [id, price, side, occurredAt]));
      }
    },
  );

  it('names trades of a venue without ids by their place, and writes its key down nowhere', async () => {
    const opened = await new FinnhubServer({ key: CANARY, symbols: ['AAPL', 'MSFT'] }).listen();
    server = opened;
    const same = { symbol: 'AAPL', price: '268.4', size: '100' };
    const twoFrames = whenLive(() => {
      opened.trade(same, same, { symbol: 'MSFT', price: '507.25', size: '5' });
      opened.trade(same);
      opened.error(`Nobody knows ${CANARY}`);
    });
    const { code, stdout, stderr } = await recordUntil(/ 4 prices/, twoFrames, 'finnhub', ['AAPL', 'MSFT']);
    const first = await played(join(folder, 'session'));
    expect([code, first.trades.map(({ symbol, price }) => `${symbol} ${price}`)]).toEqual([
      0,
      ['AAPL 268.4', 'AAPL 268.4', 'MSFT 507.25', 'AAPL 268.4'],
    ]);
    expect(new Set(first.trades.map(({ key }) => key)).size).toBe(4);
    expect((await played(join(folder, 'session'))).trades).toEqual(first.trades);
    expect(first.feeds[0]?.instruments).toMatchObject([{ symbol: 'AAPL', assetClass: 'STOCK' }, { symbol: 'MSFT' }]);
    for (const text of [stdout, stderr, await recordedText('finnhub')]) expect(text).not.toContain(CANARY);
    expect(await recordedText('finnhub')).toContain('Nobody knows');
  });

  it('writes down what was sent and what came, with the time of each', async () => {
    const opened = await coinbase();
    await recordUntil(/LIVE/, () => undefined);
    const lines = (await recordedText('coinbase')).trim().split('\n');
    const [connected, sent, received] = lines.map((line) => JSON.parse(line));
    expect(connected).toEqual({ t: expect.any(Number), connect: `${opened.wsUrl}/` });
    expect(JSON.parse(sent.sent)).toMatchObject({ type: 'subscribe', product_ids: ['BTC-USD', 'ETH-USD'] });
    expect(JSON.parse(received.recv)).toMatchObject({ type: 'subscriptions' });
    expect(Math.abs(received.t * 1_000 - Date.now())).toBeLessThan(60_000);
  });

  it('plays as far as it goes what was cut off while it was written', async () => {
    const { file } = await written(3);
    const whole = await readFile(file.path);
    await writeFile(file.path, Buffer.concat([whole, whole.subarray(0, whole.length - 7)]));
    const { trades } = await played(folder);
    expect(trades.slice(0, 3).map(({ key }) => key)).toEqual([1, 2, 3]);
  });

  it('writes by itself what has waited for five seconds, so that a killed process leaves it', async () => {
    const { file, at } = await written(2);
    file.write('recv', match(3), at + 5_000);
    file.write('recv', match(4), at + 10_000);
    await expect.poll(async () => (await played(folder)).trades.map(({ key }) => key)).toEqual([1, 2, 3, 4]);
  });

  it('says so, with another exit code, when no price came', async () => {
    (await coinbase()).refuse({ status: 503, body: '' });
    const args = ['coinbase', 'BTC-USD', '--minutes', '0.01', '--to', join(folder, 'none')];
    const { code, stderr } = await run(record, args, env());
    expect([code, stderr]).toEqual([1, expect.stringMatching(/No price came: 127.0.0.1:\d+ refused the connection \(HTTP 503\)/)]);
  });

  it.each([
    [[], /Name a provider: coinbase, /],
    [['nasdaq'], /"nasdaq" is no provider; there are coinbase, /],
    [['alpha-vantage'], /"alpha-vantage" has no stream that could be recorded/],
    [['coinbase', 'btc-usd', 'AAPL'], /"btc-usd", "AAPL" is nothing that coinbase has/],
    [['finnhub', 'AAPL', '--to', ''], /--to: names no folder/],
    [['coinbase', '--minutes', '-1'], /--minutes/],
    [['coinbase', '--minutes=soon'], /--minutes: is no number of minutes/],
    [['coinbase', '--speed', '1'], /Unknown option '--speed'/],
  ])('refuses %j with a sentence', async (args, sentence) => {
    await coinbase();
    const { code, stderr } = await run(record, args, env());
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });

  it('does not write into a folder that holds a recording', async () => {
    await coinbase();
    await recordUntil(/LIVE/, () => undefined);
    const { code, stderr } = await run(record, ['coinbase', '--to', join(folder, 'session')], env());
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--to: .*session holds a recording already/)]);
  });
});
