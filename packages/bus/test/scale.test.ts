import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@marketgraph/service';
import { type TestDatabase, testDatabase, testRedis } from '@marketgraph/test-kit';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPostgresLog, createRedisLog, type Log } from '../src/index.ts';
import { pause } from '../src/pause.ts';
import { series } from './log-harness.ts';
import { openPool } from './open-transaction.ts';

const redis = await testRedis();
/** Some of each partition. */
const KEYS = Array.from({ length: 14 }, (_, index) => `K${index}`);
/** Per append; the appends follow each other at once until the test has seen enough. */
const BURST = 70;

describe.each([
  { adapter: 'postgres', redisUrl: '' },
  { adapter: 'redis', redisUrl: redis?.url ?? '' },
])('Consumers of the $adapter log in processes of their own', ({ adapter, redisUrl }) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let log: Log;
  let prefix: string;
  const children = new Set<ChildProcess>();

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
    prefix = `test:${randomUUID()}`;
    const options = { clock: systemClock, logger: silentLogger };
    log = await (redisUrl
      ? createRedisLog({ ...options, redisUrl, databaseUrl: database.url, prefix })
      : createPostgresLog({ ...options, url: database.url }));
  });
  afterEach(async () => {
    await Promise.all([...children].map(kill));
    await log.close();
  });

  function start(): Promise<ChildProcess> {
    const script = join(import.meta.dirname, 'consumer-process.mjs');
    const child = spawn(process.execPath, [script, database.url, redisUrl, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    return new Promise((resolve, reject) => {
      child.stdout.once('data', () => resolve(child));
      child.once('exit', () => reject(new Error('The consumer ended before it had started.')));
    });
  }

  function kill(child: ChildProcess): Promise<void> {
    children.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    return gone;
  }

  const effects = async () => (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM effects')).rows[0]?.n ?? 0;

  /** Appends without a pause, so that there is work at every moment of the test. */
  function appendSteadily(): () => Promise<number> {
    let count = 0;
    let ended = false;
    const done = (async () => {
      while (!ended) {
        const burst = series(KEYS, BURST, count + 1);
        // As whoever appends does: a machine that is short of cores may cut the link. A burst that is there twice has its effects once.
        await vi.waitFor(() => log.append(burst), { timeout: 15_000, interval: 100 });
        count += BURST;
        // Not further ahead than the consumers can follow while they are killed.
        while (!ended && count - (await effects()) > 5_000) await pause(50);
      }
    })();
    return async () => {
      ended = true;
      await done;
      return count;
    };
  }

  /** Until each of these has had an effect after now. */
  async function allWorking(processes: readonly ChildProcess[]): Promise<void> {
    const since = (await pool.query('SELECT coalesce(max(seq), 0) AS seq FROM effects')).rows[0].seq;
    await vi.waitFor(
      async () => {
        const { rows } = await pool.query<{ by: number }>('SELECT DISTINCT by FROM effects WHERE seq > $1', [since]);
        const working = new Set(rows.map(({ by }) => by));
        expect(processes.every(({ pid }) => working.has(pid ?? 0))).toBe(true);
      },
      { timeout: 30_000, interval: 100 },
    );
  }

  test.runIf(adapter === 'postgres' || redisUrl)(
    'scale from one to three while entries come, and are killed, without loss, repeat or a step back within a key',
    { timeout: 120_000 },
    async () => {
      const stop = appendSteadily();
      const first = await start();
      await allWorking([first]);
      const [second, third] = await Promise.all([start(), start()]);
      await allWorking([first, second, third]);
      await kill(first);
      await allWorking([second, third]);
      const fourth = await start();
      await allWorking([second, third, fourth]);
      await kill(third);
      await kill(second);
      await allWorking([fourth]);
      const appended = await stop();
      await vi.waitFor(async () => expect(await effects()).toBe(appended), {
        timeout: 40_000,
        interval: 200,
      });
      const { rows: steps } = await pool.query(
        `SELECT count(*)::int AS back FROM (SELECT name::int < lag(name::int) OVER (PARTITION BY symbol ORDER BY seq) AS back FROM effects) steps WHERE back`,
      );
      expect(steps[0].back).toBe(0);
      expect(await log.deadLetters()).toEqual([]);
    },
  );
});
