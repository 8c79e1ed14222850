import { silentLogger } from '@marketgraph/service';
import { databaseLink, livedTime, type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type NewEntry, toEntries } from '../src/entry.ts';
import type { Transaction } from '../src/index.ts';
import { MemoryStore } from '../src/memory/memory-store.ts';
import { enqueue } from '../src/redis/outbox.ts';
import { OutboxRelay, type RelayTarget } from '../src/redis/outbox-relay.ts';
import { listed } from './log-harness.ts';
import { openPool, openTransaction } from './open-transaction.ts';

describe('The outbox', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let target: MemoryStore;
  let relays: OutboxRelay[];

  beforeAll(async () => {
    database = await testDatabase();
    pool = openPool(database.url);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('DROP SCHEMA IF EXISTS log CASCADE');
    target = new MemoryStore(1);
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.close()));
  });

  async function relayTo(to: RelayTarget = target): Promise<OutboxRelay> {
    const relay = new OutboxRelay(database.url, to, silentLogger);
    relays.push(relay);
    await relay.prepared;
    return relay;
  }

  const entry = (name: string): NewEntry[] => toEntries([listed('AAPL', name)], 1, 1);

  async function names(): Promise<string[]> {
    const entries = await target.readEntries([0], 10_000);
    return entries.map(({ body }) => (JSON.parse(body) as { payload: { name: string } }).payload.name);
  }

  async function commitOne(name: string, work: (transaction: Transaction) => Promise<void>): Promise<void> {
    const transaction = await openTransaction(pool);
    await enqueue(transaction, entry(name));
    await work(transaction);
    await transaction.commit();
  }

  test('relays what many transactions commit at the same time, each once, and nothing that rolled back', async () => {
    await relayTo();
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const transaction = await openTransaction(pool);
        await enqueue(transaction, entry(`${index}`));
        await (index % 3 === 0 ? transaction.rollback() : transaction.commit());
      }),
    );
    await vi.waitFor(async () => expect(await names()).toHaveLength(40));
    expect(new Set(await names()).size).toBe(40);
    expect((await names()).every((name) => Number(name) % 3 !== 0)).toBe(true);
  });

  test('gives a link up that is half open within five seconds, and relays what was committed meanwhile', async () => {
    const { link, url } = await databaseLink(database);
    const relay = new OutboxRelay(url, target, silentLogger);
    relays.push(relay);
    await relay.prepared;
    await commitOne('before', async () => undefined);
    await vi.waitFor(async () => expect(await names()).toEqual(['before']));
    const [open] = link.connections;
    const lived = livedTime();
    link.blackHole();
    await commitOne('meanwhile', async () => undefined);
    await vi.waitFor(() => expect(open?.leftAt).not.toBeNull());
    expect(lived()).toBeLessThan(5_000);
    // Its old session would hold the lock of the only one that relays for as long as the server believes in it.
    link.mend();
    await vi.waitFor(async () => expect(await names()).toEqual(['before', 'meanwhile']));
    await link.close();
  });

  test('never passes a number that commits later than a greater one would', async () => {
    await relayTo();
    const first = await openTransaction(pool);
    await enqueue(first, entry('first'));
    const second = commitOne('second', async () => undefined);
    await expectWaiting();
    await first.commit();
    await second;
    await vi.waitFor(async () => expect(await names()).toEqual(['first', 'second']));
  });

  /** Until another backend waits for the order of the outbox. */
  async function expectWaiting(): Promise<void> {
    await vi.waitFor(async () => {
      const { rows } = await pool.query(`SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
      expect(rows[0].n).toBe(1);
    }, 5_000);
  }

  test('does not repeat what was appended when the relay dies before it has noted that', async () => {
    let crashes = 0;
    await relayTo({
      feedPosition: (feed) => target.feedPosition(feed),
      append: async (entries, step) => {
        const result = await target.append(entries, step);
        if (crashes++ === 0) throw new Error('The relay dies here.');
        return result;
      },
    });
    await commitOne('one', async () => undefined);
    await vi.waitFor(() => expect(crashes).toBe(1));
    await commitOne('two', async () => undefined);
    await vi.waitFor(async () => expect(await names()).toEqual(['one', 'two']));
  });

  test('is relayed by one of several processes, and by another when that one stops', async () => {
    const first = await relayTo();
    await relayTo();
    await commitOne('one', async () => undefined);
    await vi.waitFor(async () => expect(await names()).toEqual(['one']));
    await first.close();
    await commitOne('two', async () => undefined);
    await vi.waitFor(async () => expect(await names()).toEqual(['one', 'two']));
  });

  test('gives the newest rows again to a log that has lost them', async () => {
    await relayTo();
    await commitOne('one', async () => undefined);
    await vi.waitFor(async () => expect(await names()).toEqual(['one']));
    target = new MemoryStore(1);
    await Promise.all(relays.map((relay) => relay.close()));
    await relayTo();
    await vi.waitFor(async () => expect(await names()).toEqual(['one']));
  });

  test('forgets rows that were relayed long ago', async () => {
    await relayTo();
    await commitOne('one', async () => undefined);
    await vi.waitFor(async () => expect(await names()).toEqual(['one']));
    await vi.waitFor(
      async () => {
        await pool.query(`UPDATE log.outbox SET relayed_at = now() - interval '2 minutes' WHERE relayed_at IS NOT NULL`);
        expect((await pool.query('SELECT count(*)::int AS n FROM log.outbox')).rows[0].n).toBe(0);
      },
      { timeout: 5_000, interval: 100 },
    );
  });

  test('keeps the order of the events of one append', async () => {
    await relayTo();
    const transaction = await openTransaction(pool);
    await enqueue(transaction, Array.from({ length: 1_200 }, (_, index) => entry(`${index}`)).flat());
    await transaction.commit();
    await vi.waitFor(async () => expect(await names()).toEqual(Array.from({ length: 1_200 }, (_, index) => `${index}`)));
  });
});
