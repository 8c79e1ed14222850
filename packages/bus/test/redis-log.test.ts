import { randomUUID } from 'node:crypto';
import { silentLogger } from '@marketgraph/service';
import { ManualClock, type TestDatabase, testDatabase, testRedis } from '@marketgraph/test-kit';
import { createClient } from '@redis/client';
import type pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { createRedisLog, type Log } from '../src/index.ts';
import { partitionOf } from '../src/partition-of.ts';
import { redisKeys } from '../src/redis/redis-keys.ts';
import { logContract } from './log.contract.ts';
import { type LogHarness, RETRY_PAUSE_MS } from './log-harness.ts';
import { openPool, openTransaction } from './open-transaction.ts';

const redis = await testRedis();
const client = createClient({ url: redis?.url ?? 'redis://127.0.0.1:1' });
let database: TestDatabase;
let pool: pg.Pool;

describe.runIf(redis)('With Redis', () => {
  beforeAll(async () => {
    database = await testDatabase();
    pool = openPool(database.url);
    await client.connect();
  });

  afterAll(async () => {
    client.destroy();
    await pool.end();
    await database.drop();
    await redis?.stop();
  });

  logContract('redis', 'outbox', async (): Promise<LogHarness> => {
    const clock = new ManualClock();
    const opened: Log[] = [];
    const prefix = `test:${randomUUID()}`;
    const keys = redisKeys(prefix);
    await pool.query('DROP SCHEMA IF EXISTS log CASCADE');
    return {
      clock,
      open: async () => {
        const log = await createRedisLog({
          redisUrl: redis?.url ?? '',
          databaseUrl: database.url,
          prefix,
          clock,
          logger: silentLogger,
          retryPauseMs: RETRY_PAUSE_MS,
        });
        opened.push(log);
        return log;
      },
      appendUnreadable: async (_log, key) => {
        const partition = partitionOf(key, 4);
        const position = await client.hIncrBy(keys.heads, String(partition), 1);
        await client.xAdd(keys.stream(partition), `${position}-0`, { type: 'InstrumentListed', at: String(clock.now()), body: '{"half":' });
        await client.publish(keys.channel, '');
      },
      begin: () => openTransaction(pool),
      dispose: async () => {
        await Promise.all(opened.map((log) => log.close()));
      },
    };
  });
});
