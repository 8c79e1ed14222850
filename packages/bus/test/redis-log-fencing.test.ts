import { type TestRedis, testRedis } from '@marketgraph/test-kit';
import { createClient } from '@redis/client';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { redisKeys } from '../src/redis/redis-keys.ts';
import { linkedRedisLogs } from './linked-redis-logs.ts';
import { Collected, consumeInto, nameOf, series } from './log-harness.ts';
import { openPool, openTransaction } from './open-transaction.ts';

const redis = await testRedis();

describe.runIf(redis)('A group of the redis log', () => {
  const server = redis as TestRedis;
  const client = createClient({ url: redis?.url ?? 'redis://127.0.0.1:1' });
  const { open, openLinked, databaseUrl, prefix, link } = linkedRedisLogs(server);
  let pool: pg.Pool;

  beforeAll(async () => {
    pool = openPool(databaseUrl());
    await pool.query('CREATE TABLE handled (name text, by text)');
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await pool.end();
  });
  beforeEach(() => pool.query('TRUNCATE handled'));

  const patiently = (work: () => unknown) => vi.waitFor(work, { interval: 50 });

  test('refuses the effects and the acknowledgement of an owner that was silent for longer than its lease', async () => {
    const [stalled, quick] = [await openLinked(), await open()];
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const failures: unknown[] = [];
    const first = stalled.consume({
      group: 'recorder',
      handle: async (batch) => {
        entered.resolve();
        await leave.promise;
        const transaction = await openTransaction(pool);
        try {
          await transaction.query(`INSERT INTO handled SELECT unnest($1::text[]), 'stalled'`, [batch.events.map(nameOf)]);
          await batch.acknowledgeIn(transaction);
          await transaction.commit();
        } catch (error) {
          failures.push(error);
          await transaction.rollback();
          throw error;
        }
      },
    });
    await quick.append(series(['AAPL'], 3));
    await entered.promise;
    link().blackHole();
    const got = new Collected();
    const second = consumeInto(quick, got);
    await got.reached(3);
    leave.resolve();
    await patiently(() => expect(failures).toMatchObject([{ code: 'LOG_PARTITION_TAKEN', retryable: true }]));
    link().mend();
    await quick.append(series(['AAPL'], 3, 4));
    await got.reached(6);
    await Promise.all([first.stop(), second.stop()]);
    expect(got.names).toEqual(['1', '2', '3', '4', '5', '6']);
    expect((await pool.query('SELECT count(*)::int AS n FROM handled')).rows[0].n).toBe(0);
  });

  test('leaves a partition to the one that gives it back for as long as its last batch takes', async () => {
    const log = await open();
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const consumption = log.consume({
      group: 'recorder',
      handle: () => {
        entered.resolve();
        return leave.promise;
      },
    });
    await log.append(series(['AAPL'], 1));
    await entered.promise;
    const stopped = consumption.stop();
    const lease = redisKeys(prefix()).lease('recorder', 0);
    await client.pExpire(lease, 2_500);
    await patiently(async () => expect(await client.pTTL(lease)).toBeGreaterThan(2_500));
    leave.resolve();
    await stopped;
    expect(await client.exists(lease)).toBe(0);
  });

  test("gives an owner nothing more to read once its lease is another's", async () => {
    const log = await open();
    const got = new Collected();
    const consumption = consumeInto(log, got);
    await log.append(series(['AAPL'], 2));
    await got.reached(2);
    await patiently(async () => expect((await log.committed(['recorder'])).positions).toEqual([2]));
    const lease = redisKeys(prefix()).lease('recorder', 0);
    await client.set(lease, 'another', { expiration: { type: 'PX', value: 1_500 } });
    await log.append(series(['AAPL'], 2, 3));
    expect(got.names).toEqual(['1', '2']);
    await patiently(async () => expect(await client.get(lease)).not.toBe('another'));
    await got.reached(4);
    await consumption.stop();
    expect(got.names).toEqual(['1', '2', '3', '4']);
  });

  test('reads again what was delivered and never arrived, and goes on behind it', async () => {
    const own = await openLinked();
    const got = new Collected();
    const consumption = own.consume({ group: 'recorder', maxEntries: 10, handle: async ({ events }) => got.add(events) });
    for (let round = 0; round < 4; round++) {
      const appender = await open();
      await appender.append(series(['AAPL'], 30, round * 30 + 1));
      link().refuse();
      link().mend();
      await got.reached((round + 1) * 30);
    }
    await consumption.stop();
    expect([...new Set(got.names)].map(Number)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    const pending = await client.xPending(redisKeys(prefix()).stream(0), 'recorder');
    expect(pending.pending).toBe(0);
  });

  test('takes over what was delivered to a foreign name, also while it goes on', async () => {
    const log = await open();
    const got = new Collected();
    const consumption = consumeInto(log, got);
    await log.append(series(['AAPL'], 1));
    await got.reached(1);
    await consumption.stop();
    const again = new Collected();
    const second = consumeInto(log, again);
    await patiently(async () => expect(await client.exists(redisKeys(prefix()).lease('recorder', 0))).toBe(1));
    // Takes the entry before the owner does, by a script that appends and reads at once.
    const stream = redisKeys(prefix()).stream(0);
    await client.eval(
      `redis.call('HINCRBY', KEYS[2], '0', 1)
       redis.call('XADD', KEYS[1], '2-0', 'type', 'InstrumentListed', 'at', '1', 'body', ARGV[1])
       return redis.call('XREADGROUP', 'GROUP', 'recorder', 'by hand', 'STREAMS', KEYS[1], '>')`,
      {
        keys: [stream, redisKeys(prefix()).heads],
        arguments: [JSON.stringify({ ...series(['AAPL'], 1, 2)[0], version: 1, publishedAt: 1 })],
      },
    );
    await log.append(series(['AAPL'], 1, 3));
    await again.reached(2);
    await second.stop();
    expect(again.names.toSorted()).toEqual(['2', '3']);
  });
});
