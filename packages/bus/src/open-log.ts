import type { Log } from './log.ts';
import type { LogOptions } from './log-over-store.ts';
import { createPostgresLog } from './postgres/postgres-log.ts';
import { createRedisLog } from './redis/redis-log.ts';

export interface OpenLogOptions extends LogOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
}

/** The log of a process: in Redis when there is one, else in the database. */
export function openLog(options: OpenLogOptions): Promise<Log> {
  const { redisUrl, databaseUrl } = options;
  return redisUrl ? createRedisLog({ ...options, redisUrl }) : createPostgresLog({ ...options, url: databaseUrl });
}
