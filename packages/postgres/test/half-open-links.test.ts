import 'reflect-metadata';
import { faultOf, silentLogger } from '@marketgraph/service';
import { databaseLink, type LinkProxy, livedTime, type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/index.ts';

/** What reliability asks for. */
const BAR_MS = 5_000;

describe('a link to Postgres that is only half open', () => {
  let place: TestDatabase;
  let link: LinkProxy;
  let database: Database;

  beforeEach(async () => {
    place = await testDatabase();
    const linked = await databaseLink(place);
    link = linked.link;
    database = await openDatabase({ url: linked.url, schema: 'diary', entities: [], migrations: [], logger: silentLogger });
  });
  afterEach(async () => {
    await link.close();
    await database.close();
    await place.drop();
  });

  const one = () => database.pool.query('SELECT 1 AS one').then(({ rows }) => rows);

  it('fails what waits for an answer within five seconds, and goes on when the link is back', async () => {
    await one();
    link.blackHole();
    const lived = livedTime();
    const failed = await one().catch((error: unknown) => error);
    expect(faultOf(failed)?.code).toBe('DATABASE_AWAY');
    expect(lived()).toBeLessThan(BAR_MS + 1_000);
    link.forget();
    await expect.poll(one).toEqual([{ one: 1 }]);
  });

  it('is found although nothing is asked, and what stays mute for ever is asked nothing', async () => {
    await one();
    const before = link.connections.length;
    link.blackHole();
    await expect.poll(() => link.connections.filter(({ leftAt }) => leftAt !== null).length).toBeGreaterThanOrEqual(before);
    link.forget();
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('is no long query: that one goes on to its end', async () => {
    const { rows } = await database.pool.query('SELECT pg_sleep(4), 1 AS one');
    expect(rows).toMatchObject([{ one: 1 }]);
  });

  it('is found on a connection that the server is not at work for, although others pass', async () => {
    const client = await database.pool.connect();
    await client.query('SELECT 1');
    link.blackHole();
    const failed = client.query('SELECT 2').catch((error: unknown) => error);
    link.forget();
    expect(faultOf(await failed)?.code).toBe('DATABASE_AWAY');
    client.release(true);
    expect(await one()).toEqual([{ one: 1 }]);
  });
});
