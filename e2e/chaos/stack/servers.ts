import { join } from 'node:path';
import { isFree } from '../../../tools/processes/free-ports.mjs';
import type { Random } from '../random.ts';
import { PostgresServer } from './postgres-server.ts';
import { RedisServer } from './redis-server.ts';
import { untilReady } from './victim.ts';

export interface Servers {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
}

interface Place {
  readonly folder: string;
  readonly logs: string;
  readonly random: Random;
  /** Where the data of Postgres lie, if not with everything else. */
  readonly postgresFolder?: string;
}

/** Postgres and Redis, ready. */
export async function startServers({ folder, logs, random, postgresFolder = folder }: Place): Promise<Servers> {
  const postgres = new PostgresServer(postgresFolder, logs);
  const redis = new RedisServer(await freeRange(), folder, logs, random);
  await Promise.all([postgres.start(), redis.start()]);
  await Promise.all([untilReady(postgres), untilReady(redis)]);
  return { postgres, redis };
}

/** What every process of one stack is told; all else are defaults. */
export function settingsOf({ folder, postgres, redis, port }: Servers & { readonly folder: string; readonly port: number }) {
  return {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_KEYS_DIR: join(folder, 'keys'),
    GATEWAY_SECRET: 'a secret of this run alone',
    PORT: String(port),
    LOG_LEVEL: 'info',
  };
}

/** The sessions that the ledger has written, as they are due. */
export function playedFeeds(folder: string) {
  return { FEEDS: 'recording', RECORDINGS_DIR: join(folder, 'recordings'), RECORDING_TIMES: 'now' };
}

const PORTS = 40;
/** Below those that the system gives to outgoing connections: one of them would keep a killed process from coming back to its port. */
const LOWEST_PORT = 12_000;
const RANGES = 500;

/** The first of forty ports in a row that nobody uses; the processes of one stack take theirs from there. */
export async function freeRange(): Promise<number> {
  for (let attempt = 0; attempt < RANGES; attempt++) {
    const first = LOWEST_PORT + PORTS * Math.floor(Math.random() * RANGES);
    const free = await Promise.all(Array.from({ length: PORTS }, (_, offset) => isFree(first + offset)));
    if (!free.includes(false)) return first;
  }
  throw new Error(`No ${PORTS} ports in a row are free.`);
}
