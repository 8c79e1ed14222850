import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@marketgraph/service';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/index.ts';

describe('startEmbeddedPostgres', () => {
  let home: string;
  let dataDir: string;
  let running: EmbeddedPostgres[];

  beforeEach(() => {
    // The home of root: its server's user cannot walk into it.
    home = mkdtempSync(join(tmpdir(), 'embedded-'));
    chmodSync(home, 0o700);
    dataDir = join(home, 'data');
    running = [];
  });
  afterEach(async () => {
    for (const postgres of running) await postgres.stop();
    clearUp(dataDir);
    rmSync(home, { recursive: true, force: true });
  });

  const start = async () => {
    const postgres = await startEmbeddedPostgres({ dataDir, logger: silentLogger, settings: { fsync: 'off' } });
    running.push(postgres);
    return postgres;
  };

  it('keeps its data below a folder of mode 700 from one start to the next', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 1000 }]);
  });

  it('leaves no process and no socket behind after a stop', async () => {
    const postgres = await start();
    const pid = readPid(dataDir) ?? 0;
    const socketDir = new URL(postgres.url).searchParams.get('host') ?? '';
    expect(readdirSync(socketDir)).toContain('.s.PGSQL.5432');
    await postgres.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(() => readdirSync(socketDir)).toThrow('ENOENT');
  });

  it('refuses a folder that another Marketgraph uses, and names its pid', async () => {
    await start();
    await expect(start()).rejects.toThrow(`Another Marketgraph (pid ${process.pid}) uses this data directory.`);
  });

  it('takes over the server of an owner that was killed', async () => {
    const owner = await startInAnotherProcess(dataDir);
    const before = readPid(dataDir);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const postgres = await start();
    expect(readPid(dataDir)).toBe(before);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts after the whole server was killed', async () => {
    const owner = await startInAnotherProcess(dataDir);
    const postmaster = readPid(dataDir) ?? 0;
    owner.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    const postgres = await start();
    expect(readPid(dataDir)).not.toBe(postmaster);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts a new server when the one it owns is killed', async () => {
    const postgres = await start();
    const postmaster = readPid(dataDir) ?? 0;
    process.kill(postmaster, 'SIGKILL');
    await expect.poll(() => query(postgres.url, 'SELECT 1 AS one').catch(() => null)).toEqual([{ one: 1 }]);
    expect(readPid(dataDir)).not.toBe(postmaster);
  });

  it('is not misled by a pid file that names a stranger', async () => {
    const first = await start();
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets one of two first starts win', async () => {
    const results = await Promise.allSettled([startInAnotherProcess(dataDir), start()]);
    const started = results.filter(({ status }) => status === 'fulfilled');
    for (const result of results) if (result.status === 'fulfilled' && 'kill' in result.value) result.value.kill('SIGKILL');
    expect(started).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('Another Marketgraph') },
    });
  });

  it('says where the log is when Postgres cannot start', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(/Postgres cannot start\. Its log, .*postgres\.log, ends with:\n.*no_such_setting/s);
  });
});

/** Resolves once that process owns the server; rejects with what it printed. */
async function startInAnotherProcess(dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'owner-process.mjs'), dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error(output)));
  });
  return child;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function readPid(dataDir: string): number | null {
  try {
    return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

/** What a killed owner has left behind: its server, and the folder of the server's socket. */
function clearUp(dataDir: string): void {
  const pid = readPid(dataDir);
  if (!pid) return;
  const socketDir = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4] ?? '';
  process.kill(pid, 'SIGKILL');
  rmSync(socketDir, { recursive: true, force: true });
}
