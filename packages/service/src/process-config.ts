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

const servedFeeds = ['simulator', 'recording'];

/** Checked here rather than across fields, so that it is told together with every other fault. */
const feedNames = commaList.superRefine((names, context) => {
  const unserved = names.filter((name) => !servedFeeds.includes(name));
  const fault = unserved.length > 0 ? `${unserved.join(', ')} is not served yet` : names.length === 0 && 'names no feed';
  if (fault) context.addIssue({ code: 'custom', message: `${fault}; served are ${servedFeeds.join(' and ')}.` });
});

/** How long subscribers may resume from a cursor: older entries of the log are dropped. */
export const logRetention = { LOG_RETENTION_HOURS: z.coerce.number().positive().default(6) };

export const feedsConfig = {
  FEEDS: feedNames.default(['simulator']),
  SYMBOLS: commaList.optional(),
  RECORDINGS_DIR: z.string().optional(),
  RECORDING_SPEED: z.union([z.literal('max'), z.coerce.number().positive()]).default(1),
  RECORDING_TIMES: z.enum(['kept', 'now']).default('kept'),
};
