import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@marketgraph/postgres';
import pg from 'pg';
import type { BenchContext } from './bench.ts';
import { childrenOf } from './cpu.ts';

export interface BenchPostgres {
  readonly url: string;
  /** Looked up in the running server; writes are as safe as those of the product. */
  readonly settings: Readonly<Record<string, string>>;
  /** Backends, checkpointer, WAL writer: all that works for the server now. */
  pids(): number[];
}

const SHOWN = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'wal_level'];
const SAFE: Readonly<Record<string, string>> = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** The embedded Postgres as it ships, in the bench's own folder. */
export async function startBenchPostgres({ folder, logger, atEnd }: BenchContext): Promise<BenchPostgres> {
  const dataDir = join(folder, 'data');
  const server = await startEmbeddedPostgres({ dataDir, logger });
  atEnd(() => server.stop());
  const settings = await readSettings(server.url);
  for (const [name, value] of Object.entries(SAFE)) {
    if (settings[name] !== value) throw new Error(`Postgres runs with ${name} = ${settings[name]}, which no user would trust.`);
  }
  const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { url: server.url, settings, pids: () => childrenOf(postmaster) };
}

async function readSettings(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [SHOWN],
    );
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  } finally {
    await client.end();
  }
}
