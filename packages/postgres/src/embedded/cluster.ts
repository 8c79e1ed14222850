import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresFault } from '../faults.ts';
import { nativeBinaries } from './native-binaries.ts';
import { canWrite, type ServerUser, serverUser, spawnAs } from './server-user.ts';

/** Where one embedded Postgres keeps its things, and who runs it. */
export interface Cluster {
  /** Postgres' data directory, DATA_DIR/postgres. */
  readonly dir: string;
  readonly logFile: string;
  readonly socketDir: string;
  readonly binaries: string;
  readonly user: ServerUser;
}

export const PORT = 5432;
/** The path of a socket has at most 104 bytes on macOS and 107 on Linux, of which "/.s.PGSQL.5432" takes 14. */
const LONGEST_SOCKET_DIR = 88;

export async function openCluster(dataDir: string): Promise<Cluster> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const home = realpathSync(dataDir);
  const dir = join(home, 'postgres');
  const user = serverUser(dir);
  const owner = lstatSync(dir, { throwIfNoEntry: false });
  if (owner && owner.uid !== user.uid) {
    throw postgresFault(
      'POSTGRES_DATA_DIR',
      `${dir} belongs to another user (uid ${owner.uid}). Start as the user who made it, or choose another folder with DATA_DIR.`,
    );
  }
  const binaries = await nativeBinaries(user);
  return { dir, logFile: join(home, 'postgres.log'), socketDir: runningSocketDir(dir) ?? makeSocketDir(home, user), binaries, user };
}

/**
 * How to name the data directory to a program that runs in it. Below a home of mode 700 the server's user cannot walk to
 * its absolute path, but can follow this link of the kernel, once its working directory was set before it stepped down.
 */
export function dataDirArgument({ dir, user }: Cluster): string {
  return user.stepsDown && process.platform === 'linux' ? '/proc/self/cwd' : dir;
}

export function spawnIn(cluster: Cluster) {
  return spawnAs(cluster.user, cluster.dir);
}

export function serverUrl(cluster: Cluster, database: string): string {
  return `postgresql://postgres@localhost:${PORT}/${database}?host=${encodeURIComponent(cluster.socketDir)}`;
}

/** The first lines of postmaster.pid; null when there is none. */
export function readPidFile(dir: string): { pid: number; socketDir: string } | null {
  try {
    const lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, socketDir: lines[4] ?? '' } : null;
  } catch {
    return null;
  }
}

/** A server that outlived its owner may have been started with another TMPDIR. */
function runningSocketDir(dir: string): string | null {
  const socketDir = readPidFile(dir)?.socketDir;
  return socketDir && lstatSync(socketDir, { throwIfNoEntry: false })?.isDirectory() ? socketDir : null;
}

function makeSocketDir(home: string, user: ServerUser): string {
  const name = `marketgraph-${createHash('sha256').update(home).digest('hex').slice(0, 12)}-${user.uid}`;
  for (const place of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const dir = join(place, name);
    if (Buffer.byteLength(dir) <= LONGEST_SOCKET_DIR && takeSocketDir(dir, user)) return dir;
  }
  throw postgresFault(
    'POSTGRES_NOT_STARTED',
    `There is no place for Postgres' socket: neither ${tmpdir()} nor /tmp can be written. Set TMPDIR to a short path that can.`,
  );
}

/** Only its owner may enter: who reaches the socket is let in without a password. */
function takeSocketDir(dir: string, user: ServerUser): boolean {
  try {
    mkdirSync(dir, { recursive: false, mode: 0o700 });
    if (user.stepsDown) chownSync(dir, user.uid, user.gid);
    chmodSync(dir, 0o700);
  } catch {
    // It is there already, or cannot be made: what counts is what is found.
  }
  const found = lstatSync(dir, { throwIfNoEntry: false });
  return Boolean(found?.isDirectory() && found.uid === user.uid && (found.mode & 0o077) === 0) && canWrite(user, dir);
}
