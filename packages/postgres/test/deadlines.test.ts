import 'reflect-metadata';
import { Deadline, silentLogger, withinDeadline } from '@marketgraph/service';
import { type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/index.ts';

const SLEEP = 'SELECT pg_sleep(30)';
const EXCEEDED = { code: 'DEADLINE_EXCEEDED', retryable: true };

describe('a statement that a request waits for', () => {
  let place: TestDatabase;
  let database: Database;
  let watcher: pg.Client;

  beforeEach(async () => {
    place = await testDatabase();
    database = await openDatabase({ url: place.url, schema: 'diary', entities: [], migrations: [], logger: silentLogger, poolSize: 2 });
    watcher = new pg.Client(place.url);
    await watcher.connect();
  });
  afterEach(async () => {
    await watcher.end();
    await database.close();
    await place.drop();
  });

  const sleeping = async () => {
    const { rows } = await watcher.query(
      `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`,
    );
    return rows.length;
  };
  const limit = async (client: Pick<pg.Pool, 'query'> = database.pool) => {
    const { rows } = await client.query<{ ms: number }>(`SELECT setting::int AS ms FROM pg_settings WHERE name = 'statement_timeout'`);
    return rows[0]?.ms;
  };
  /** Ends when the server is at work for it. */
  const begun = () => expect.poll(sleeping).toBe(1);

  it('is cancelled in the server at the deadline', async () => {
    const deadline = new Deadline(300);
    await expect(withinDeadline(deadline, () => database.pool.query(SLEEP))).rejects.toMatchObject(EXCEEDED);
    expect(await sleeping()).toBe(0);
  });

  it('is cancelled in the server as soon as whoever asked has left', async () => {
    const deadline = new Deadline(20_000);
    const answer = withinDeadline(deadline, () => database.dataSource.query(SLEEP));
    await begun();
    deadline.leave();
    await expect(answer).rejects.toMatchObject({ driverError: EXCEEDED });
    expect(await sleeping()).toBe(0);
  });

  it('is not begun after the deadline, and one that waits for a connection waits no longer', async () => {
    const taken = await Promise.all([database.pool.connect(), database.pool.connect()]);
    const deadline = new Deadline(200);
    await expect(withinDeadline(deadline, () => database.pool.query('SELECT 1'))).rejects.toMatchObject(EXCEEDED);
    for (const client of taken) client.release();
    await expect(withinDeadline(deadline, () => database.pool.query('SELECT 1'))).rejects.toMatchObject(EXCEEDED);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('lets the next one have its connection, however many have left that waited before', async () => {
    const taken = await Promise.all([database.pool.connect(), database.pool.connect()]);
    const leaving = new Deadline(20_000);
    const left = withinDeadline(leaving, () => Array.from({ length: 5_000 }, () => database.pool.query('SELECT 1').catch(() => 'left')));
    const next = database.pool.query("SELECT 'whole' AS answer");
    leaving.leave();
    for (const client of taken) client.release();
    expect((await next).rows).toEqual([{ answer: 'whole' }]);
    expect(new Set(await Promise.all(left))).toEqual(new Set(['left']));
  });

  it('ends in the server by a limit of its own, which is no longer than the request and is taken back afterwards', async () => {
    expect(await limit()).toBe(60_000);
    // It is halved as long as it is twice what is left: a machine that gives the statement no core for a second changes nothing.
    expect(await withinDeadline(new Deadline(4_900), () => limit())).toBe(5_000);
    expect(await withinDeadline(new Deadline(2_400), () => limit())).toBe(2_500);
    expect(await limit()).toBe(60_000);
  });

  it('rolls its transaction back, and the limit of what comes next is right all the same', async () => {
    await database.pool.query('CREATE TABLE diary.pages (page int)');
    const deadline = new Deadline(400);
    const writing = withinDeadline(deadline, () =>
      database.transaction(async (client) => {
        await client.query('INSERT INTO diary.pages VALUES (1)');
        await client.query(SLEEP);
      }),
    );
    await expect(writing).rejects.toMatchObject(EXCEEDED);
    expect((await database.pool.query('SELECT * FROM diary.pages')).rows).toEqual([]);
    expect(await limit()).toBe(60_000);
  });

  it('ends with the one who asked and not with the one whose connection it takes over', async () => {
    const taken = await Promise.all([database.pool.connect(), database.pool.connect()]);
    const leaving = new Deadline(20_000);
    const unbounded = database.pool.query("SELECT 'whole' AS answer");
    withinDeadline(leaving, () => {
      for (const client of taken) client.release();
    });
    leaving.leave();
    expect((await unbounded).rows).toEqual([{ answer: 'whole' }]);
  });
});

it('a statement whose process is gone is not worked at for long', async () => {
  const place = await testDatabase();
  const database = await openDatabase({ url: place.url, schema: 'diary', entities: [], migrations: [], logger: silentLogger, poolSize: 2 });
  const client = await database.pool.connect();
  client.query(SLEEP).catch(() => undefined);
  (client.connection.stream as unknown as { destroy(): void }).destroy();
  const active = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND state = 'active'";
  // By itself it would end after thirty seconds.
  await expect.poll(async () => (await database.pool.query(active)).rows, { timeout: 15_000 }).toEqual([{ n: 0 }]);
  client.release(true);
  await database.close();
  await place.drop();
});
