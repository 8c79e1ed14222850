import type { Log } from '@marketgraph/bus';
import { Metrics, silentLogger } from '@marketgraph/service';
import { CoinbaseServer } from '@marketgraph/test-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MemoryBudget } from '../../src/domain/memory-budget.ts';
import { FeedIngest } from '../../src/pipeline/ingest-feed.ts';
import { coinbaseVenue } from '../../src/providers/coinbase/venue.ts';
import { openRestClient } from '../../src/providers/rest/rest-client.ts';
import { StreamFeed } from '../../src/providers/stream/stream-feed.ts';
import { type IngestBench, openIngestBench, stock } from '../ingest-bench.ts';

const bitcoin: Instrument = { ...stock('BTC-USD'), exchange: null, assetClass: 'CRYPTO' };
let bench: IngestBench;
let venue: CoinbaseServer;
let running: FeedIngest[];

beforeEach(async () => {
  bench = openIngestBench();
  venue = await new CoinbaseServer({ clock: bench.clock, products: ['BTC-USD'], firstId: 1_000 }).listen();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((ingest) => ingest.stop()));
  await venue.stop();
});

it('a venue that goes mute is QUIET and its quotes STALE within twice its interval, and its gap is filled when it talks again', async () => {
  await ingesting();
  trade();
  await told(1_000);
  for (let beat = 0; beat < 5; beat++) await until(async () => (await word())?.heardAt === bench.clock.now());
  venue.mute(true);
  const muteAt = bench.clock.now();
  await until(async () => (await word())?.state === 'QUIET');
  expect(bench.clock.now() - muteAt).toBeLessThanOrEqual(4_000);
  expect(await marks()).toEqual([undefined, 'STALE']);
  trade();
  venue.mute(false);
  await told(1_001);
  await until(async () => (await word())?.state === 'LIVE');
  expect((await marks()).slice(2)).not.toContain('STALE');
  await until(async () => (await word())?.openGaps === 0);
});

it('what is traded while a connection is broken is in the log once, after the gap that it fills', async () => {
  await ingesting();
  trade();
  await told(1_000);
  venue.disconnect();
  trade(3);
  await told(1_001, 1_002, 1_003);
  await until(async () => (await gaps()).at(-1) === 'FILLED');
  expect((await gaps())[0]).toBe('OPEN');
  expect(await keys()).toHaveLength(4);
  await until(async () => (await word())?.openGaps === 0);
  expect(await word()).toMatchObject({ state: 'LIVE', reconnects: 1 });
});

it('a stand-by takes over from a process that stands still: no hole, no repeat, and that one is refused when it wakes up', async () => {
  const gate = Promise.withResolvers<void>();
  let isFrozen = false;
  const frozen = await ingesting(
    appending(bench.log, async (append) => {
      if (isFrozen) await gate.promise;
      return append();
    }),
  );
  trade();
  await told(1_000);
  isFrozen = true;
  trade(2);
  bench.leadership.lose('coinbase');
  await ingesting();
  trade();
  await told(1_001, 1_002, 1_003);
  gate.resolve();
  await until(async () => frozen.health().detail === 'Another process leads.');
  trade();
  await told(1_004);
  expect(await keys()).toHaveLength(5);
});

async function ingesting(log: Log = bench.log): Promise<FeedIngest> {
  const { clock } = bench;
  const rest = openRestClient({
    ...{ provider: 'coinbase', baseUrl: venue.restUrl, secrets: [], budget: new MemoryBudget([{ calls: 8, perMs: 1_000 }], clock) },
    ...{ clock, random: () => 0.5, logger: silentLogger, metrics: new Metrics() },
  });
  const place = { clock, random: () => 0.5, logger: silentLogger, metrics: new Metrics() };
  const feed = new StreamFeed(coinbaseVenue({ wsUrl: venue.wsUrl, rest }), { ...place, instruments: [bitcoin] });
  const ingest = new FeedIngest(feed, { ...bench, log });
  running.push(ingest);
  await ingest.start();
  await until(async () => (await word())?.state === 'LIVE');
  return ingest;
}

function trade(count = 1): void {
  for (let index = 0; index < count; index++) venue.trade({ product: 'BTC-USD', price: '100.00', size: '1', side: 'BUY' });
}

/** Sockets have real time, and what waits for the clock goes on. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await isSo()); turn++) {
    if (turn > 400) throw new Error(`It never came. ${JSON.stringify(await word())}`);
    await bench.clock.advance(50);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function keys(): Promise<number[]> {
  return (await bench.events('PricesReceived')).flatMap(({ payload }) => payload.trades.key);
}

async function told(...wanted: number[]): Promise<void> {
  await until(async () => {
    const known = await keys();
    return wanted.every((key) => known.includes(key));
  });
}

async function gaps() {
  return (await bench.events('FeedGapChanged')).map(({ payload }) => payload.state);
}

async function marks() {
  return (await bench.events('PricesReceived')).map(({ payload }) => payload.mark);
}

async function word() {
  return (await bench.events('FeedChanged')).at(-1)?.payload;
}

/** The log through a door that may be closed. */
function appending(log: Log, door: (append: () => ReturnType<Log['append']>) => ReturnType<Log['append']>): Log {
  const append: Log['append'] = (events, step) => door(() => log.append(events, step));
  return new Proxy(log, {
    get: (target, name) => {
      const member = Reflect.get(target, name);
      if (name === 'append') return append;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
