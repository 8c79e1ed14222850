import { join, resolve } from 'node:path';
import { checkFeeds, feedsShape } from '@marketgraph/market/feeds-config';
import { type Env, logLevel, logRetention, port, readConfig } from '@marketgraph/service';
import { z } from 'zod';

const schema = z
  .object({
    PORT: port.default(4000),
    HOST: z.string().default('127.0.0.1'),
    /** The database, the keys and the sample account live there. */
    DATA_DIR: z.string().default('.data'),
    /** A Postgres of one's own instead of the embedded one. */
    DATABASE_URL: z.string().optional(),
    /** A Redis for the log instead of Postgres. */
    REDIS_URL: z.string().optional(),
    JWT_KEYS_DIR: z.string().optional(),
    LOG_LEVEL: logLevel.default('warn'),
    ...logRetention,
    // Read again by the subgraphs that use them: here so that all faults are told at once.
    ...feedsShape,
  })
  .superRefine(checkFeeds);

export interface StackConfig {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly logLevel: z.infer<typeof logLevel>;
  readonly logRetentionHours: number;
  /** What the parts read, with our defaults in it. */
  readonly env: Env;
}

export function readStackConfig(env: Env): StackConfig {
  const config = readConfig(schema, env);
  const dataDir = resolve(config.DATA_DIR);
  return {
    port: config.PORT,
    host: config.HOST,
    dataDir,
    databaseUrl: config.DATABASE_URL ?? null,
    redisUrl: config.REDIS_URL ?? null,
    logLevel: config.LOG_LEVEL,
    logRetentionHours: config.LOG_RETENTION_HOURS,
    env: { ...env, JWT_KEYS_DIR: config.JWT_KEYS_DIR ?? join(dataDir, 'keys') },
  };
}
