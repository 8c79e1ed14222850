import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import pg from 'pg';
import type { PostgresServer } from '../stack/postgres-server.ts';
import type { RedisServer } from '../stack/redis-server.ts';
import type { ShippedProcess } from '../stack/shipped-process.ts';
import { residentBytes } from './memory.ts';

/** What must not grow, by name ("gateway heap"), as it is now. */
export type Vitals = Readonly<Record<string, number>>;

export interface Watched {
  readonly processes: readonly ShippedProcess[];
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
}

export async function takeVitals({ processes, redis, postgres }: Watched): Promise<Vitals> {
  const each = await Promise.all([...processes.map(ofProcess), ofRedis(redis), ofPostgres(postgres)]);
  return Object.assign({}, ...each);
}

async function ofProcess(process: ShippedProcess): Promise<Vitals> {
  const { name, pid } = process;
  if (pid === null) return {};
  const [heap] = await process.metric('nodejs_heap_size_used_bytes');
  const [buffers] = await process.metric('nodejs_external_memory_bytes');
  const resources = await process.metric('nodejs_active_resources');
  return {
    [`${name} memory`]: residentBytes(pid),
    ...(heap !== undefined && { [`${name} heap`]: heap }),
    ...(buffers !== undefined && { [`${name} buffers`]: buffers }),
    [`${name} files`]: readdirSync(`/proc/${pid}/fd`).length,
    [`${name} resources`]: resources.reduce((sum, count) => sum + count, 0),
  };
}

/** Connections, channels and what groups were given and have not acknowledged. */
async function ofRedis({ url }: RedisServer): Promise<Vitals> {
  // The first line is where a further scan would go on: there are not so many keys.
  const [, ...streams] = lines(await ask(url, ['SCAN', '0', 'COUNT', '100000', 'TYPE', 'stream']));
  const groups = await Promise.all(streams.map((stream) => ask(url, ['XINFO', 'GROUPS', stream])));
  const pending = groups.flatMap((text) => [...text.matchAll(/^pending\n(\d+)$/gm)].map(([, count]) => Number(count)));
  const clients = /connected_clients:(\d+)/.exec(await ask(url, ['INFO', 'clients']));
  return {
    'redis connections': Number(clients?.[1] ?? 0),
    'redis channels': lines(await ask(url, ['PUBSUB', 'CHANNELS'])).length + Number(await ask(url, ['PUBSUB', 'NUMPAT'])),
    'redis pending': pending.reduce((sum, count) => sum + count, 0),
  };
}

async function ofPostgres({ url }: PostgresServer): Promise<Vitals> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend'");
    return { 'postgres connections': rows[0].count };
  } finally {
    await client.end();
  }
}

async function ask(url: string, command: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('redis-cli', ['-u', url, ...command]);
  return stdout;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
