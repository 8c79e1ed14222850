import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Cluster, dataDirArgument, PORT, readPidFile, spawnIn } from './cluster.ts';

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

const SETTINGS: Readonly<Record<string, string>> = {
  // No TCP: the socket's folder decides who may connect.
  listen_addresses: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // Queries here are short; compiling one costs more than it saves.
  jit: 'off',
  // What is read is in memory or on an SSD: rows in the order of an index need not be sorted again.
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  wal_compression: 'on',
  wal_buffers: '16MB',
  checkpoint_completion_target: '0.9',
};

export interface Launched {
  readonly process: ChildProcess;
  /** What this server has written to its log so far. */
  output(): string;
}

/** A session of its own, so that a terminal's Ctrl-C does not reach it: its owner stops it when nothing needs it any more. */
export function launchServer(cluster: Cluster, extra: Readonly<Record<string, string>>): Launched {
  startNewLogWhenLarge(cluster.logFile);
  const log = openSync(cluster.logFile, 'a', 0o600);
  const begin = fstatSync(log).size;
  const settings = { ...SETTINGS, port: String(PORT), unix_socket_directories: cluster.socketDir, ...extra };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(cluster.binaries, 'bin', 'postgres'), ['-D', dataDirArgument(cluster), ...flags], {
    ...spawnIn(cluster),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  server.on('error', () => undefined);
  server.unref();
  return { process: server, output: () => readFileSync(cluster.logFile).subarray(begin).toString('utf8') };
}

/** Waits for running transactions to be rolled back and everything to be written; a server that is gone is stopped, too. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if (!runningPostmaster(cluster)) return;
  const stop = (mode: string, seconds: string) =>
    promisify(execFile)(
      join(cluster.binaries, 'bin', 'pg_ctl'),
      ['stop', '-m', mode, '-w', '-t', seconds, '-D', dataDirArgument(cluster)],
      spawnIn(cluster),
    );
  await stop('fast', '7').catch((error) => (runningPostmaster(cluster) ? stop('immediate', '3') : Promise.resolve(error)));
  await rmdir(cluster.socketDir).catch(() => undefined);
}

/** The pid of the server that runs on this data directory. A pid file left by a crashed machine may name a stranger. */
export function runningPostmaster({ dir }: Cluster): number | null {
  const pid = readPidFile(dir)?.pid;
  if (!pid || !exists(pid)) return null;
  return process.platform === 'linux' && workingDirectory(pid) !== realpathSync(dir) ? null : pid;
}

/** Postgres itself takes a pid file for valid when any process of its user has that pid. */
export function removeStalePidFile(cluster: Cluster): void {
  if (readPidFile(cluster.dir) && !runningPostmaster(cluster)) rmSync(join(cluster.dir, 'postmaster.pid'), { force: true });
}

/**
 * Sessions of a postmaster that was killed end by themselves once they notice; while one lingers no new server can start.
 * Nothing is lost by ending them: what was committed is in the write-ahead log.
 */
export function endLingeringSessions(cluster: Cluster): void {
  if (process.platform !== 'linux' || runningPostmaster(cluster)) return;
  const dir = realpathSync(cluster.dir);
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  for (const pid of pids.filter((candidate) => workingDirectory(candidate) === dir && isPostgres(candidate))) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startNewLogWhenLarge(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG_BYTES) renameSync(logFile, `${logFile}.1`);
}
