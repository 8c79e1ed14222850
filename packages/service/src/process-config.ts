import { z } from 'zod';
import { commaList, logLevel, port } from './config.ts';

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

export const feedsConfig = {
  FEEDS: commaList.default(['simulator']),
  SYMBOLS: commaList.optional(),
  RECORDINGS_DIR: z.string().optional(),
  RECORDING_SPEED: z.union([z.literal('max'), z.coerce.number().positive()]).default(1),
  RECORDING_TIMES: z.enum(['kept', 'now']).default('kept'),
};
