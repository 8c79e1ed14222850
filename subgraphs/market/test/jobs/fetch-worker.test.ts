import { silentLogger, systemClock } from '@marketgraph/service';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PriceFeed } from '../../src/domain/price-feed.ts';
import { FetchJobs } from '../../src/jobs/fetch-queue.ts';
import { type FetchWorkerOptions, serveFetches } from '../../src/jobs/fetch-worker.ts';
import { FakePriceFeed } from '../ingest-bench.ts';
import { instrument, type MarketBench, openBench } from '../market-bench.ts';

let bench: MarketBench;
let jobs: FetchJobs;

class FakePollingFeed extends FakePriceFeed {
  override readonly name = 'polling';
  readonly wanted: string[][] = [];
  isAway = false;
  isOpen = true;

  async budget() {
    if (this.isAway) throw new Error('The budget is out of reach.');
    return { remaining: 20 - this.wanted.length, resetsAt: 1_000_000 };
  }

  async fetchNow(symbols: readonly string[]) {
    if (!this.isOpen) return 0;
    this.wanted.push([...symbols]);
    return symbols.length;
  }
}

function serving(feed: PriceFeed, signal: AbortSignal, given: Partial<FetchWorkerOptions> = {}): Promise<void> {
  return serveFetches({ jobs, polled: bench.store.polled, clock: systemClock, logger: silentLogger, ...given }, feed, signal);
}

beforeEach(async () => {
  bench = await openBench();
  jobs = new FetchJobs({ database: bench.store.database, clock: bench.clock, logger: silentLogger });
});
afterEach(async () => {
  await jobs.stop();
  await bench.close();
});

it('tells what a feed polls, hands it what is asked for, and ends with the lead', async () => {
  const feed = new FakePollingFeed([instrument('IBM'), instrument('AAPL')], []);
  const lead = new AbortController();
  const served = serving(feed, lead.signal);
  await vi.waitUntil(async () => (await bench.store.polled.all()).length === 1);
  expect(await bench.store.polled.all()).toMatchObject([
    { name: 'polling', symbols: ['IBM', 'AAPL'], budget: { remaining: 20, resetsAt: 1_000_000 } },
  ]);
  await jobs.add('polling', ['IBM', 'AAPL']);
  await vi.waitUntil(() => feed.wanted.flat().length === 2);
  lead.abort();
  await served;
  await jobs.add('polling', ['MSFT']);
  const next = new AbortController();
  const other = new FakePollingFeed([instrument('MSFT')], []);
  const follower = serving(other, next.signal);
  await vi.waitUntil(() => other.wanted.length === 1);
  expect([other.wanted, feed.wanted.flat().length]).toEqual([[['MSFT']], 2]);
  next.abort();
  await follower;
});

it('has no part in feeds that stream: no row is told and no queue is made', async () => {
  await serving(new FakePriceFeed([instrument('IBM')], []), new AbortController().signal);
  expect(await bench.store.polled.all()).toEqual([]);
  expect(await bench.rows(`SELECT FROM pg_namespace WHERE nspname = 'market_jobs'`)).toEqual([]);
});

it('goes on with requests while what is left of the budget cannot be told', async () => {
  const feed = new FakePollingFeed([instrument('IBM')], []);
  feed.isAway = true;
  const lead = new AbortController();
  const served = serving(feed, lead.signal);
  await jobs.add('polling', ['IBM']);
  await vi.waitUntil(() => feed.wanted.length === 1);
  lead.abort();
  await served;
});

it('takes requests again when the queue was out of reach', async () => {
  const feed = new FakePollingFeed([instrument('IBM')], []);
  const lead = new AbortController();
  let tries = 0;
  const flaky: FetchWorkerOptions['jobs'] = {
    work: (name, signal, handle) => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('Connection refused.')) : jobs.work(name, signal, handle);
    },
  };
  const quick = { now: systemClock.now, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 50), signal) };
  const served = serving(feed, lead.signal, { jobs: flaky, clock: quick });
  await jobs.add('polling', ['IBM']);
  await vi.waitUntil(() => feed.wanted.length === 1);
  lead.abort();
  await served;
});

it('a request that comes before the feed is open waits for it', async () => {
  const feed = new FakePollingFeed([instrument('IBM')], []);
  feed.isOpen = false;
  const lead = new AbortController();
  const tried = vi.spyOn(feed, 'fetchNow');
  const served = serving(feed, lead.signal);
  await jobs.add('polling', ['IBM']);
  await vi.waitUntil(() => tried.mock.calls.length === 1);
  feed.isOpen = true;
  await vi.waitUntil(() => feed.wanted.length === 1);
  lead.abort();
  await served;
});
