import { silentLogger } from '@marketgraph/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AdvisoryLeadership } from '../../src/storage/advisory-leadership.ts';
import { type MarketStore, openMarketStore } from '../../src/storage/open-market-store.ts';
import { type MarketBench, openBench } from '../market-bench.ts';

let bench: MarketBench;
let other: MarketStore;
const never = new AbortController().signal;

beforeEach(async () => {
  bench = await openBench();
  other = await openMarketStore({ url: bench.url, logger: silentLogger });
});
afterEach(async () => {
  await other.close();
  await bench.close();
});

describe('leadership', () => {
  it('is held by one process at a time and passed on when released', async () => {
    const lease = await bench.store.leadership.lead('coinbase', never);
    let isLed = false;
    const waiting = other.leadership.lead('coinbase', never).then((next) => {
      isLed = true;
      return next;
    });
    await expect(other.leadership.lead('kraken', never)).resolves.not.toBeNull();
    expect(isLed).toBe(false);
    await lease?.release();
    await expect(waiting).resolves.not.toBeNull();
  });

  it('is held once within a process too', async () => {
    const lease = await bench.store.leadership.lead('coinbase', never);
    const stop = new AbortController();
    const second = bench.store.leadership.lead('coinbase', stop.signal);
    stop.abort();
    await expect(second).resolves.toBeNull();
    expect(lease?.lost.aborted).toBe(false);
  });

  it('is told to be lost when its connection breaks, and another takes over', async () => {
    const lease = await bench.store.leadership.lead('coinbase', never);
    const lost = new Promise((resolve) => lease?.lost.addEventListener('abort', resolve));
    await bench.rows(`SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.classid::bigint = hashtext('market feed')::bit(32)::bigint`);
    await lost;
    await expect(other.leadership.lead('coinbase', never)).resolves.not.toBeNull();
  });

  it('passes from a process that stands still, whose connection is still there', async () => {
    const frozen = await bench.store.database.pool.connect();
    const lost = new Promise((resolve) => frozen.once('error', resolve));
    await frozen.query(`SELECT pg_advisory_lock(hashtext('market feed'), hashtext('coinbase'))`);
    const standby = new AdvisoryLeadership(other.database.pool, { retryMs: 50, pingMs: 50, frozenAfterMs: 200 });
    await expect(standby.lead('coinbase', never)).resolves.not.toBeNull();
    await lost;
    frozen.release(true);
    await standby.close();
  });

  it('stays with a process that has nothing else to say to Postgres', async () => {
    const leader = new AdvisoryLeadership(bench.store.database.pool, { retryMs: 50, pingMs: 50, frozenAfterMs: 60_000 });
    const lease = await leader.lead('coinbase', never);
    const standby = new AdvisoryLeadership(other.database.pool, { retryMs: 50, pingMs: 50, frozenAfterMs: 3_000 });
    await expect(standby.lead('coinbase', AbortSignal.timeout(4_500))).resolves.toBeNull();
    expect(lease?.lost.aborted).toBe(false);
    await Promise.all([leader.close(), standby.close()]);
  });
});
