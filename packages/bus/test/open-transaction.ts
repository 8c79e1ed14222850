import pg from 'pg';
import type { OpenTransaction } from './log-harness.ts';

/** A pool that is ending stops listening before its connections are gone, and dropping the database ends those. */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export async function openTransaction(pool: pg.Pool): Promise<OpenTransaction> {
  const client = await pool.connect();
  await client.query('BEGIN');
  const end = async (statement: string) => {
    await client.query(statement);
    client.release();
  };
  return {
    query: (text, values) => client.query(text, values),
    commit: () => end('COMMIT'),
    rollback: () => end('ROLLBACK'),
  };
}
