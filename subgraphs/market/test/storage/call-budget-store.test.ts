import { silentLogger } from '@marketgraph/service';
import { ManualClock, testDatabase } from '@marketgraph/test-kit';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CallLimit } from '../../src/domain/call-budget.ts';
import { StoredBudget } from '../../src/storage/call-budget-store.ts';
import { type MarketStore, openMarketStore } from '../../src/storage/open-market-store.ts';

let store: MarketStore;
let url: string;
let drop: () => Promise<void>;
let clock: ManualClock;

beforeAll(async () => {
  ({ url, drop } = await testDatabase());
  store = await openMarketStore({ url, logger: silentLogger });
});
beforeEach(async () => {
  clock = new ManualClock();
  await store.database.pool.query('TRUNCATE market.call_budgets');
});
afterAll(async () => {
  await store.close();
  await drop();
});

const day = (calls: number): CallLimit => ({ calls, perMs: DAY_MS });
function budget(limits: readonly CallLimit[], sql: StoredBudget['options']['sql'] = store.database.pool, provider = 'venue') {
  return new StoredBudget({ sql, provider, limits, clock });
}
async function takeAll(from: StoredBudget, most: number): Promise<number> {
  let taken = 0;
  while (taken < most && (await from.take()).allowed) taken += 1;
  return taken;
}

it('allows as many calls as the day has, and tells when the next one is', async () => {
  const limited = budget([day(3)]);
  const first = clock.now();
  for (let call = 0; call < 3; call++) {
    expect(await limited.take()).toEqual({ allowed: true });
    await clock.advance(MINUTE_MS);
  }
  expect(await limited.take()).toEqual({ allowed: false, retryAt: first + DAY_MS });
  expect(await limited.left()).toEqual({
    remaining: 0,
    resetsAt: first + DAY_MS,
    lastCallAt: first + 2 * MINUTE_MS,
    nextAt: first + DAY_MS,
  });
  await clock.advance(DAY_MS - 3 * MINUTE_MS);
  expect(await limited.take()).toEqual({ allowed: true });
  expect(await limited.take()).toMatchObject({ allowed: false });
});

it('a restart forgets nothing: neither calls nor that the provider wants to be left alone', async () => {
  expect(await takeAll(budget([day(25)]), 10)).toBe(10);
  expect(await takeAll(budget([day(25)]), 100)).toBe(15);
  await clock.advance(DAY_MS);
  const until = clock.now() + MINUTE_MS;
  await budget([day(25)]).hold(until);
  await budget([day(25)]).hold(until - 1);
  expect(await budget([day(25)]).take()).toEqual({ allowed: false, retryAt: until });
  expect(await budget([day(25)]).left()).toMatchObject({ remaining: 0, resetsAt: until });
  await clock.advance(MINUTE_MS);
  expect(await budget([day(25)]).take()).toEqual({ allowed: true });
});

it('processes that ask at once never have more than one budget between them', async () => {
  const pools = Array.from({ length: 4 }, () => new pg.Pool({ connectionString: url, max: 5 }));
  const asked = pools.flatMap((pool) => Array.from({ length: 15 }, () => budget([day(25)], pool).take()));
  const allowances = await Promise.all(asked);
  for (const pool of pools) await pool.end();
  expect(allowances.filter(({ allowed }) => allowed)).toHaveLength(25);
});

it('keeps all limits at once: each second, each minute, each day', async () => {
  const limited = budget([{ calls: 1, perMs: SECOND_MS }, { calls: 3, perMs: MINUTE_MS }, day(5)]);
  const allowedAt: number[] = [];
  const begun = clock.now();
  for (let second = 0; second < 200; second++) {
    for (let call = 0; call < 2; call++) if ((await limited.take()).allowed) allowedAt.push((clock.now() - begun) / SECOND_MS);
    await clock.advance(SECOND_MS);
  }
  expect(allowedAt).toEqual([0, 1, 2, 60, 61]);
});

it('two providers have two budgets, and no calls are none', async () => {
  expect(await takeAll(budget([day(2)]), 9)).toBe(2);
  expect(await takeAll(budget([day(2)], store.database.pool, 'other'), 9)).toBe(2);
  expect(await takeAll(budget([day(0)], store.database.pool, 'forbidden'), 9)).toBe(0);
});

it('remembers no more calls than the longest limit needs', async () => {
  const limited = budget([{ calls: 5, perMs: MINUTE_MS }]);
  for (let minute = 0; minute < 10; minute++) {
    await takeAll(limited, 5);
    await clock.advance(MINUTE_MS);
  }
  const { rows } = await store.database.pool.query('SELECT cardinality(calls) AS kept FROM market.call_budgets');
  expect(rows).toEqual([{ kept: 5 }]);
});

it('does not forgive calls when the clock is set back, and believes no clock that is days ahead', async () => {
  const now = clock.now();
  clock = new ManualClock(now + MINUTE_MS);
  expect(await takeAll(budget([day(2)]), 9)).toBe(2);
  clock = new ManualClock(now);
  expect(await budget([day(2)]).take()).toMatchObject({ allowed: false });
  clock = new ManualClock(now - 3 * DAY_MS);
  expect(await takeAll(budget([day(2)]), 9)).toBe(2);
});

it('while Postgres is away allows nothing that has a limit per day, and what has none goes on within its minute', async () => {
  const away = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  const daily = budget([day(25), { calls: 1, perMs: SECOND_MS }], away);
  expect(await daily.take()).toEqual({ allowed: false, retryAt: clock.now() + 5 * SECOND_MS });
  expect(await daily.left()).toMatchObject({ remaining: 0 });
  const perMinute = budget([{ calls: 3, perMs: MINUTE_MS }], away);
  expect(await takeAll(perMinute, 9)).toBe(3);
  expect(await perMinute.left()).toMatchObject({ remaining: 0 });
  await perMinute.hold(clock.now() + MINUTE_MS);
  await away.end();
});

it('a limit per second alone needs no Postgres', async () => {
  const never = { query: () => Promise.reject(new Error('It was asked.')) };
  expect(await takeAll(budget([{ calls: 8, perMs: SECOND_MS }], never), 20)).toBe(8);
});
