import { type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namedQueries } from '../../src/storage/named-queries.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('a text is prepared once on a connection, whatever its values', async () => {
  const sql = namedQueries(pool);
  const answers = [];
  for (const value of [1, 2, 3]) answers.push(...(await sql.query('SELECT $1::integer AS value', [value])).rows);
  await sql.query('SELECT 4 AS value');
  const { rows } = await pool.query('SELECT statement FROM pg_prepared_statements ORDER BY prepare_time');
  expect(answers).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
  expect(rows).toEqual([{ statement: 'SELECT $1::integer AS value' }, { statement: 'SELECT 4 AS value' }]);
});

it('goes on when the tables of a prepared text change', async () => {
  const sql = namedQueries(pool);
  await pool.query('CREATE TABLE days (day date) PARTITION BY RANGE (day)');
  const count = async () => (await sql.query('SELECT count(*)::integer AS days FROM days')).rows;
  for (let turn = 0; turn < 7; turn++) expect(await count()).toEqual([{ days: 0 }]);
  await pool.query("CREATE TABLE first_day PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')");
  await pool.query("INSERT INTO days VALUES ('2026-01-01')");
  expect(await count()).toEqual([{ days: 1 }]);
});
