import type pg from 'pg';
import type { OpenTransaction } from './log-harness.ts';

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
