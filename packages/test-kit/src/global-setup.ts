import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@marketgraph/postgres';
import { silentLogger } from '@marketgraph/service';
import type { TestProject } from 'vitest/node';

const PREFIX = 'marketgraph-test-';
/** Test databases need to survive no power cut. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'on', max_connections: '200' };

/** One Postgres for the whole run; each test file gets a database of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const postgres = await startEmbeddedPostgres({ dataDir, logger: silentLogger, settings: SETTINGS });
  const foldersHome = mkdtempSync(join(tmpdir(), 'marketgraph-folders-'));
  project.provide('postgresUrl', postgres.url);
  project.provide('foldersHome', foldersHome);
  return async () => {
    await postgres.stop();
    rmSync(foldersHome, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** A run that was killed leaves its server behind: the next run takes it over, stops it and clears up. */
async function sweepKilledRuns(): Promise<void> {
  const abandoned = readdirSync(tmpdir()).filter(
    (name) => name.startsWith(PREFIX) && !isAlive(Number(name.slice(PREFIX.length).split('-')[0])),
  );
  for (const name of abandoned) {
    const dataDir = join(tmpdir(), name);
    const postgres = await startEmbeddedPostgres({ dataDir, logger: silentLogger, settings: SETTINGS }).catch(() => null);
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
