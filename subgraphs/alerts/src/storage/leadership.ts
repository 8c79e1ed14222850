import type { Database } from '@marketgraph/postgres';

/** Any text that no other lock of this database is named by. */
const LOCK = 'marketgraph alerts evaluator';

export interface Leadership {
  /** Throws when the connection that holds the lock is gone: another may lead by now. */
  confirm(): Promise<void>;
  release(): void;
}

/** Null while another process leads. The lock ends with its connection, so a killed leader is followed at once. */
export async function lead(database: Database): Promise<Leadership | null> {
  const client = await database.pool.connect();
  // A checked-out connection that breaks would otherwise end the process.
  const onError = () => undefined;
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ leads: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS leads', [LOCK]);
    if (rows[0]?.leads) {
      return { confirm: async () => void (await client.query('SELECT 1')), release: () => client.release(true) };
    }
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.off('error', onError);
  client.release();
  return null;
}
