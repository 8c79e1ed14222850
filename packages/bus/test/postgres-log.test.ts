import { silentLogger } from '@marketgraph/service';
import { ManualClock, type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import type pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createPostgresLog, type Log } from '../src/index.ts';
import { partitionOf } from '../src/partition-of.ts';
import { logContract } from './log.contract.ts';
import { type LogHarness, RETRY_PAUSE_MS } from './log-harness.ts';
import { openPool, openTransaction } from './open-transaction.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = openPool(database.url);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

logContract('postgres', 'same', async (): Promise<LogHarness> => {
  const clock = new ManualClock();
  const opened: Log[] = [];
  await pool.query('DROP SCHEMA IF EXISTS log CASCADE');
  return {
    clock,
    open: async () => {
      const log = await createPostgresLog({ url: database.url, clock, logger: silentLogger, retryPauseMs: RETRY_PAUSE_MS });
      opened.push(log);
      return log;
    },
    appendUnreadable: async (_log, key) => {
      await pool.query(`SELECT log.append($1, $2, '{InstrumentListed}', $3, $4, NULL, NULL, NULL)`, [
        [partitionOf(key, 4)],
        [key],
        ['{"half":'],
        [clock.now()],
      ]);
    },
    begin: () => openTransaction(pool),
    dispose: async () => {
      await Promise.all(opened.map((log) => log.close()));
    },
  };
});
