import { silentLogger } from '@marketgraph/service';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FetchJobs } from '../../src/jobs/fetch-queue.ts';
import { type MarketBench, openBench } from '../market-bench.ts';

let bench: MarketBench;
let opened: FetchJobs[];

beforeEach(async () => {
  opened = [];
  bench = await openBench();
});
afterEach(async () => {
  for (const jobs of opened) await jobs.stop();
  await bench.close();
});

/** As another process has it. */
function openJobs(): FetchJobs {
  const jobs = new FetchJobs({ database: bench.store.database, clock: bench.clock, logger: silentLogger });
  opened.push(jobs);
  return jobs;
}

const schemas = () => bench.rows(`SELECT nspname FROM pg_namespace WHERE nspname = 'market_jobs'`);

it('makes no table before somebody asks', async () => {
  openJobs();
  expect(await schemas()).toEqual([]);
  await openJobs().add('av', ['IBM']);
  expect(await schemas()).toHaveLength(1);
});

it('a symbol that waits is not asked for twice, whoever asks', async () => {
  const [one, other] = [openJobs(), openJobs()];
  expect(await one.add('av', ['IBM', 'AAPL'])).toEqual(['IBM', 'AAPL']);
  expect(await other.add('av', ['AAPL', 'MSFT'])).toEqual(['MSFT']);
  expect(await other.add('another', ['AAPL'])).toEqual(['AAPL']);
});

it('a second click does not spend the budget twice, even after the first was handled', async () => {
  const jobs = openJobs();
  const stop = new AbortController();
  const handled: string[] = [];
  const working = openJobs().work('av', stop.signal, async (symbols) => void handled.push(...symbols));
  await jobs.add('av', ['IBM']);
  await vi.waitUntil(() => handled.length === 1);
  expect(await jobs.add('av', ['IBM'])).toEqual([]);
  stop.abort();
  await working;
  expect(handled).toEqual(['IBM']);
});

it('what was asked for while nobody led the feed is handed to the next who does', async () => {
  await openJobs().add('av', ['IBM', 'AAPL']);
  for (const jobs of opened.splice(0)) await jobs.stop();
  const stop = new AbortController();
  const handled: string[] = [];
  const working = openJobs().work('av', stop.signal, async (symbols) => void handled.push(...symbols));
  await vi.waitUntil(() => handled.length === 2);
  stop.abort();
  await working;
  expect(handled.toSorted()).toEqual(['AAPL', 'IBM']);
});

it('what fails is handed over again', async () => {
  const jobs = openJobs();
  const stop = new AbortController();
  let tries = 0;
  const working = jobs.work('av', stop.signal, async () => {
    tries += 1;
    if (tries === 1) throw new Error('Not now.');
  });
  await jobs.add('av', ['IBM']);
  await vi.waitUntil(() => tries === 2);
  stop.abort();
  await working;
});

it('tidies up without a fault', async () => {
  const faults: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (sentence: string, details?: object) => void faults.push(`${sentence} ${JSON.stringify(details)}`),
  };
  const jobs = new FetchJobs({ database: bench.store.database, clock: bench.clock, logger, tidyEverySeconds: 1 });
  opened.push(jobs);
  await jobs.add('av', ['IBM']);
  const tidied = () => bench.rows(`SELECT FROM market_jobs.queue WHERE name = 'fetch/av' AND monitor_on IS NOT NULL`);
  await vi.waitUntil(async () => (await tidied()).length === 1 || faults.length > 0);
  expect(faults).toEqual([]);
});

it('processes that begin at once do not meet', async () => {
  const added = await Promise.all(Array.from({ length: 5 }, () => openJobs().add('av', ['IBM'])));
  expect(added.flat()).toEqual(['IBM']);
});
