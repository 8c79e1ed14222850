import { type Logger, reasonOf } from '@marketgraph/service';
import pg from 'pg';
import { isTransient } from '../groups/transient.ts';
import type { Log } from '../log.ts';
import { type LogOptions, LogOverStore } from '../log-over-store.ts';
import { DEFAULT_PARTITIONS } from '../partition-of.ts';
import { pause } from '../pause.ts';
import { connectionOptions } from './connection.ts';
import { PostgresStore } from './postgres-store.ts';
import { createLogSchema } from './schema.ts';

export interface PostgresLogOptions extends LogOptions {
  readonly url: string;
  readonly partitions?: number;
}

const RETRY_MS = 1_000;
const POOL_SIZE = 8;

/** Opens the log in a database; waits while the database is away. */
export async function createPostgresLog(options: PostgresLogOptions): Promise<Log> {
  const { url, logger, partitions = DEFAULT_PARTITIONS } = options;
  const pool = new pg.Pool({ ...connectionOptions(url, 'log'), max: POOL_SIZE });
  // An idle connection that breaks would otherwise end the process. While the pool ends, its server may be quicker.
  pool.on('error', (error) => pool.ending || logger.warn('An idle connection of the log broke.', { reason: error.message }));
  // A pool that is ending stops listening before its connections are gone.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const epoch = await createSchema(pool, partitions, logger);
    return new LogOverStore(new PostgresStore(url, pool, partitions, epoch, logger), options);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function createSchema(pool: pg.Pool, partitions: number, logger: Logger): Promise<string> {
  for (;;) {
    try {
      const client = await pool.connect();
      try {
        return await createLogSchema(client, partitions);
      } finally {
        client.release();
      }
    } catch (error) {
      if (!isTransient(error)) throw error;
      logger.warn('The log waits for its database.', { reason: reasonOf(error) });
      await pause(RETRY_MS);
    }
  }
}
