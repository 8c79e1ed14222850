import { z } from 'zod';
import { logLevel, port } from './config.ts';

/** What every process of the distributed form reads; see docs/configuration.md. */
export const processConfig = {
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  /** Where the process answers: its API, or its health alone. */
  PORT: port,
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: logLevel,
};

/** Beside it, what every subgraph's API reads. */
export const apiConfig = { ...processConfig, GATEWAY_SECRET: z.string().min(16) };

/** How long subscribers may resume from a cursor: older entries of the log are dropped. */
export const logRetention = { LOG_RETENTION_HOURS: z.coerce.number().positive().default(6) };
