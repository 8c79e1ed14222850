import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { silentLogger } from '@marketgraph/service';
import { type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyOut, type Database, openDatabase } from '../src/index.ts';

const ROWS = "SELECT repeat('x', 100) AS word FROM generate_series(1, 40000)";

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await testDatabase();
  database = await openDatabase({ url: place.url, schema: 'diary', entities: [], migrations: [], logger: silentLogger, poolSize: 3 });
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

test('rows of several long statements are read in many turns of the event loop', async () => {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  const answers = Promise.all([1, 2, 3].map(() => database.pool.query(ROWS)));
  setImmediate(count);
  expect((await answers).map(({ rowCount }) => rowCount)).toEqual([40_000, 40_000, 40_000]);
  isOver = true;
  // Twelve megabytes in pieces of 64 KiB.
  expect(turns).toBeGreaterThan(150);
});

test('COPY takes over a connection, and gives it back', async () => {
  const client = await database.pool.connect();
  await client.query('BEGIN');
  const csv = await text(await copyOut(client, ROWS));
  expect(csv.length).toBeGreaterThan(4_000_000);
  expect((await client.query(ROWS)).rowCount).toBe(40_000);
  await client.query('COMMIT');
  client.release();
});
