import { randomUUID } from 'node:crypto';
import { silentLogger, systemClock } from '@marketgraph/service';
import { type TestDatabase, testDatabase, testRedis } from '@marketgraph/test-kit';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPostgresLog, createRedisLog, type Log } from '../src/index.ts';
import { pause } from '../src/pause.ts';
import { ConsumerProcess } from './consumer-process.ts';
import { series } from './log-harness.ts';
import { openPool } from './open-transaction.ts';

const redis = await testRedis();
/** Some of each partition. */
const KEYS = Array.from({ length: 14 }, (_, index) => `K${index}`);
/** Per append; the appends follow each other at once until the test has seen enough. */
const BURST = 70;
/** Not further ahead than the consumers can follow while they are killed. */
const AHEAD = 2_000;
/** No limit of the product: what is true within ten seconds takes longer on a machine that is short of cores. */
const PATIENTLY = { timeout: 60_000, interval: 100 };

describe.each([
  { adapter: 'postgres', redisUrl: '' },
  { adapter: 'redis', redisUrl: redis?.url ?? '' },
])('Consumers of the $adapter log in processes of their own', ({ adapter, redisUrl }) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let log: Log;
  let consumers: ConsumerProcess[];
  /** Rejects when something ended that should not. */
  let trouble: PromiseWithResolvers<never>;

  beforeAll(async () => {
    database = await testDatabase();
    pool = openPool(database.url);
    await pool.query('CREATE TABLE effects (seq bigserial, name text PRIMARY KEY, symbol text, by int, partition int, position bigint)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
    if (adapter === 'redis') await redis?.stop();
  });
  beforeEach(async () => {
    const prefix = `test:${randomUUID()}`;
    const options = { clock: systemClock, logger: silentLogger };
    log = await (redisUrl
      ? createRedisLog({ ...options, redisUrl, databaseUrl: database.url, prefix })
      : createPostgresLog({ ...options, url: database.url }));
    trouble = Promise.withResolvers();
    trouble.promise.catch(() => undefined);
    const start = () => ConsumerProcess.start([database.url, redisUrl, prefix], trouble.reject);
    consumers = await Promise.all([start(), start(), start(), start()]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.kill()));
    await log.close();
  });

  const effects = async () => (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM effects')).rows[0]?.n ?? 0;

  /** Appends without a pause, so that there is work at every moment of the test. */
  function appendSteadily(): () => Promise<number> {
    let count = 0;
    let ended = false;
    const done = (async () => {
      while (!ended) {
        const burst = series(KEYS, BURST, count + 1);
        // As whoever appends does: a machine that is short of cores may cut the link. A burst that is there twice has its effects once.
        await vi.waitFor(() => log.append(burst), PATIENTLY);
        count += BURST;
        while (!ended && count - (await effects()) > AHEAD) await pause(50);
      }
    })();
    done.catch(trouble.reject);
    return async () => {
      ended = true;
      await done;
      return count;
    };
  }

  const untilTrue = (judge: () => Promise<void>) => Promise.race([vi.waitFor(judge, PATIENTLY), trouble.promise]);

  /** Until each of these has had an effect after now. */
  async function allWorking(...working: ConsumerProcess[]): Promise<void> {
    const since = (await pool.query('SELECT coalesce(max(seq), 0) AS seq FROM effects')).rows[0].seq;
    await untilTrue(async () => {
      const { rows } = await pool.query<{ by: number; partitions: number[] }>(
        'SELECT by, array_agg(DISTINCT partition) AS partitions FROM effects WHERE seq > $1 GROUP BY by',
        [since],
      );
      const told = working.map((consumer) => `${consumer.pid}: ${consumer.told}`);
      const seen = `Of ${JSON.stringify(rows)} after effect ${since}; ${told.join('; ')}`;
      expect(
        working.filter(({ pid }) => !rows.some(({ by }) => by === pid)).map(({ pid }) => pid),
        seen,
      ).toEqual([]);
    });
  }

  test.runIf(adapter === 'postgres' || redisUrl)(
    'scale from one to three while entries come, and are killed, without loss, repeat or a step back within a key',
    { timeout: 240_000 },
    async () => {
      const [first, second, third, fourth] = consumers as [ConsumerProcess, ConsumerProcess, ConsumerProcess, ConsumerProcess];
      const stop = appendSteadily();
      first.begin();
      await allWorking(first);
      second.begin();
      third.begin();
      await allWorking(first, second, third);
      await first.kill();
      await allWorking(second, third);
      fourth.begin();
      await allWorking(second, third, fourth);
      await Promise.all([second.kill(), third.kill()]);
      await allWorking(fourth);
      const appended = await stop();
      await untilTrue(async () => expect(await effects()).toBe(appended));
      const { rows: steps } = await pool.query(
        `SELECT count(*)::int AS back FROM (SELECT name::int < lag(name::int) OVER (PARTITION BY symbol ORDER BY seq) AS back FROM effects) steps WHERE back`,
      );
      expect(steps[0].back).toBe(0);
      expect(await log.deadLetters()).toEqual([]);
    },
  );
});
