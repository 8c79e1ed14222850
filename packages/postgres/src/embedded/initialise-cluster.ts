import { execFile } from 'node:child_process';
import { chownSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf } from '@marketgraph/service';
import { postgresFault } from '../faults.ts';
import { type Cluster, dataDirArgument, spawnIn } from './cluster.ts';

const run = promisify(execFile);
const MAJOR_VERSION = '18';
const FLAGS = [
  '-U',
  'postgres',
  '-A',
  'trust',
  '-E',
  'UTF8',
  '--no-sync',
  '--no-instructions',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/**
 * Makes the data directory under another name and moves it into place when it is complete: a start that was killed
 * half way leaves nothing that looks like a database, and of two first starts one wins.
 */
export async function initialiseCluster(cluster: Cluster): Promise<void> {
  if (existsSync(join(cluster.dir, 'PG_VERSION'))) return checkVersion(cluster);
  const fresh: Cluster = { ...cluster, dir: `${cluster.dir}.new-${process.pid}` };
  await rm(fresh.dir, { recursive: true, force: true });
  try {
    await mkdir(fresh.dir, { mode: 0o700 });
    if (cluster.user.stepsDown) chownSync(fresh.dir, cluster.user.uid, cluster.user.gid);
    await run(join(cluster.binaries, 'bin', 'initdb'), ['-D', dataDirArgument(fresh), ...FLAGS], spawnIn(fresh));
    await rename(fresh.dir, cluster.dir);
  } catch (error) {
    if (!existsSync(join(cluster.dir, 'PG_VERSION'))) throw cannotInitialise(cluster, error);
  } finally {
    await rm(fresh.dir, { recursive: true, force: true });
  }
}

function checkVersion({ dir }: Cluster): void {
  const version = readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim();
  if (version === MAJOR_VERSION) return;
  const advice = 'Choose another folder with DATA_DIR, or move this one away.';
  throw postgresFault(
    'POSTGRES_DATA_DIR',
    `${dir} was made by PostgreSQL ${version}, and this Marketgraph brings PostgreSQL ${MAJOR_VERSION}. ${advice}`,
  );
}

function cannotInitialise({ dir }: Cluster, error: unknown) {
  const output = `${reasonOf(error)}\n${(error as { stderr?: string }).stderr ?? ''}`;
  if (/No space left|ENOSPC/.test(output)) {
    return postgresFault(
      'POSTGRES_DISK_FULL',
      `The disk that holds ${dir} is full. Free at least 200 MB, or choose another folder with DATA_DIR.`,
      error,
    );
  }
  return postgresFault('POSTGRES_NOT_STARTED', `The database could not be created in ${dir}:\n${output.trim()}`, error);
}
