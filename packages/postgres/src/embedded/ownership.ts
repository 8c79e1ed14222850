import pg from 'pg';
import { postgresFault } from '../faults.ts';
import { type Cluster, serverUrl } from './cluster.ts';

/** Any two numbers that nobody else uses in the database `postgres`. */
const LOCK = [0x6d61726b, 0x65740001];
/** The end of a killed owner's connection reaches the server within this time. */
const PATIENCE_MS = 3_000;

/** The connection whose session lock says that this process owns the server. Throws what `connect` throws. */
export async function takeOwnership(cluster: Cluster): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: serverUrl(cluster, 'postgres'),
    application_name: `marketgraph owner ${process.pid}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await lock(client, cluster);
  } catch (error) {
    await client.end();
    throw error;
  }
  return client;
}

async function lock(client: pg.Client, cluster: Cluster): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await client.query('SELECT pg_try_advisory_lock($1, $2) AS taken', LOCK)).rows[0].taken) {
    if (Date.now() > deadline) throw await inUse(client, cluster);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function inUse(client: pg.Client, { dir }: Cluster) {
  const { rows } = await client.query(
    `SELECT a.application_name AS owner FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = $2 AND l.granted`,
    LOCK,
  );
  const pid = /\d+$/.exec(rows[0]?.owner ?? '')?.[0] ?? 'unknown';
  const advice = 'Stop it first, or choose another folder with DATA_DIR.';
  return postgresFault('POSTGRES_IN_USE', `Another Marketgraph (pid ${pid}) uses this data directory. ${advice} (${dir})`);
}

export async function ensureDatabase(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rows.length === 0) await client.query(`CREATE DATABASE "${name}"`);
}
