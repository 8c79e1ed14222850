import { silentLogger } from '@marketgraph/service';
import { databaseLink, ManualClock, type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPostgresLog, encodeCursor, type Log } from '../src/index.ts';
import { Collected, listed, nameOf, Reader, SYMBOLS, series } from './log-harness.ts';
import { openPool, openTransaction } from './open-transaction.ts';

describe('The postgres log when connections break', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let opened: Log[];

  beforeAll(async () => {
    database = await testDatabase();
    pool = openPool(database.url);
    await pool.query('CREATE TABLE handled (name text PRIMARY KEY)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    opened = [];
    await pool.query('DROP SCHEMA IF EXISTS log CASCADE');
    await pool.query('TRUNCATE handled');
  });
  afterEach(async () => {
    await Promise.all(opened.map((log) => log.close()));
  });

  async function open(partitions = 4): Promise<Log> {
    const log = await createPostgresLog({ url: database.url, clock: new ManualClock(), logger: silentLogger, retryPauseMs: 5, partitions });
    opened.push(log);
    return log;
  }

  async function breakConnections(name = 'marketgraph %'): Promise<void> {
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1',
      [name],
    );
  }

  /** Each entry's name is inserted in the transaction that acknowledges it: a repeat would violate the key. */
  function record(log: Log, into: Collected): ReturnType<Log['consume']> {
    return log.consume({
      group: 'recorder',
      maxEntries: 20,
      handle: async (batch) => {
        const transaction = await openTransaction(pool);
        try {
          await transaction.query('INSERT INTO handled SELECT unnest($1::text[])', [batch.events.map(nameOf)]);
          await batch.acknowledgeIn(transaction);
          await transaction.commit();
        } catch (error) {
          await transaction.rollback();
          throw error;
        }
        into.add(batch.events);
      },
    });
  }

  test('a tail goes on without hole or repeat', async () => {
    const log = await open();
    const reader = new Reader(log, encodeCursor(await log.head()));
    for (let round = 0; round < 5; round++) {
      await breakConnections();
      await vi.waitFor(
        () =>
          log.append(series(SYMBOLS, 20, round * 20 + 1), {
            feed: 'tape',
            expected: round === 0 ? null : `${round - 1}`,
            next: `${round}`,
          }),
        5_000,
      );
    }
    const events = await reader.until(100);
    expect(new Set(events.map(nameOf)).size).toBe(100);
    await reader.end();
  });

  test('two consumers write every entry exactly once in their transactions', async () => {
    const logs = [await open(), await open()];
    const got = new Collected();
    const consumptions = logs.map((log) => record(log, got));
    const [appender] = logs;
    if (!appender) throw new Error('No log.');
    for (let round = 0; round < 10; round++) {
      await vi.waitFor(() => appender.append(series(SYMBOLS, 50, round * 50 + 1)));
      if (round % 3 === 1) await breakConnections();
    }
    await vi.waitFor(async () => expect((await pool.query('SELECT count(*)::int AS n FROM handled')).rows[0].n).toBe(500), {
      timeout: 15_000,
      interval: 100,
    });
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect((await pool.query('SELECT count(*)::int AS n FROM log.dead_letters')).rows[0].n).toBe(0);
    expect((await appender.committed(['recorder'])).positions).toEqual((await appender.head()).positions);
  });

  test('a consumer whose session was lost in the middle of a batch cannot acknowledge what another has handled', async () => {
    const [slow, quick] = [await open(1), await open(1)];
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const failures: unknown[] = [];
    const first = slow.consume({
      group: 'recorder',
      handle: async (batch) => {
        entered.resolve();
        await leave.promise;
        const transaction = await openTransaction(pool);
        try {
          await batch.acknowledgeIn(transaction);
        } catch (error) {
          failures.push(error);
          throw error;
        } finally {
          await transaction.rollback();
        }
      },
    });
    await quick.append(series(['AAPL'], 3));
    await entered.promise;
    const got = new Collected();
    const second = record(quick, got);
    await vi.waitFor(
      async () => {
        await breakConnections('marketgraph log group recorder');
        await pool.query('SELECT 1');
        expect(got.names.length).toBe(3);
      },
      { timeout: 15_000, interval: 1_500 },
    );
    leave.resolve();
    await vi.waitFor(() => expect(failures).toHaveLength(1));
    await Promise.all([first.stop(), second.stop()]);
    expect(got.names).toEqual(['1', '2', '3']);
  });

  test('a link that is open and silent fails an append within seconds, and works again when it is mended', {
    timeout: 40_000,
  }, async () => {
    const { link, url } = await databaseLink(database);
    const log = await createPostgresLog({ url, clock: new ManualClock(), logger: silentLogger, retryPauseMs: 5 });
    await log.append([listed('AAPL', 1)]);
    link.blackHole();
    await expect(log.append([listed('AAPL', 2)])).rejects.toThrow(/timeout/i);
    expect(log.health().healthy).toBe(false);
    link.mend();
    await vi.waitFor(() => log.append([listed('AAPL', 3)]), { interval: 200 });
    expect(log.health().healthy).toBe(true);
    await log.close();
    await link.close();
  });

  test('goes on with a log of before dead letters could be replayed', async () => {
    const before = await open();
    await before.append(series(['AAPL'], 2));
    await pool.query(`
      INSERT INTO log.dead_letters (group_name, partition, position, reason, body) SELECT 'recorder', partition, position, 'old', body
      FROM log.entries WHERE position = 1;
      INSERT INTO log.group_positions SELECT 'recorder', partition, position FROM log.heads;
      ALTER TABLE log.dead_letters DROP COLUMN id, DROP COLUMN type;
      ALTER TABLE log.entries DROP COLUMN only_for;
      DROP TABLE log.groups;`);
    const log = await open();
    expect(await log.deadLetters()).toMatchObject([{ group: 'recorder', key: 'AAPL', reason: 'old', type: '' }]);
    const got = new Collected();
    const consumption = log.consume({ group: 'recorder', types: ['InstrumentListed'], handle: async ({ events }) => got.add(events) });
    expect(await log.replay('recorder')).toBe(1);
    await got.reached(1);
    await consumption.stop();
    expect(got.names).toEqual(['1']);
  });

  test('refuses to open with another number of partitions', async () => {
    await open(4);
    await expect(open(8)).rejects.toMatchObject({ code: 'LOG_PARTITIONS_FIXED' });
  });

  test('makes one epoch when several processes create the log at the same time', async () => {
    const logs = await Promise.all([open(), open(), open(), open()]);
    const epochs = await Promise.all(logs.map((log) => log.head().then(({ epoch }) => epoch)));
    expect(new Set(epochs).size).toBe(1);
  });

  test('keeps positions without holes when transactions roll back', async () => {
    const log = await open();
    const transaction = await openTransaction(pool);
    await log.appendIn(transaction, series(['AAPL'], 3));
    await transaction.rollback();
    await log.append([listed('AAPL', 'kept')]);
    expect((await log.head()).positions.reduce((sum, position) => sum + position, 0)).toBe(1);
  });
});
