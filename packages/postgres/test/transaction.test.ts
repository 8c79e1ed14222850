import 'reflect-metadata';
import { silentLogger } from '@marketgraph/service';
import { testDatabase } from '@marketgraph/test-kit';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openDatabase } from '../src/index.ts';

it('a transaction whose connection is cut between two statements fails, and the process lives on', async () => {
  const { url, drop } = await testDatabase();
  const database = await openDatabase({ url, schema: 'diary', entities: [], migrations: [], logger: silentLogger });
  const cut = database.transaction(async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const told = new Promise((resolve) => client.once('end', resolve));
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await told;
    await client.query('SELECT 1');
  });
  await expect(cut).rejects.toThrow();
  await expect(database.transaction(async (client) => (await client.query('SELECT 1 AS one')).rows)).resolves.toEqual([{ one: 1 }]);
  await database.close();
  await drop();
});

it.each([false, true])('a connection that breaks while it is lent ends nothing but its own queries (pool ending: %s)', async (ending) => {
  const { url, drop } = await testDatabase();
  const database = await openDatabase({ url, schema: 'diary', entities: [], migrations: [], logger: silentLogger });
  const client = await database.pool.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const broken = new Promise((resolve) => client.once('end', resolve));
  const closed = ending ? database.close() : null;
  const other = new pg.Client(url);
  await other.connect();
  await other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await broken;
  await expect(client.query('SELECT 1')).rejects.toThrow();
  client.release(true);
  await (closed ?? database.close());
  await other.end();
  await drop();
});
