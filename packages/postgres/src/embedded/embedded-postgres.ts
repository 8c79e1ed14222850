import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, type Logger, reasonOf } from '@marketgraph/service';
import type pg from 'pg';
import { postgresFault } from '../faults.ts';
import { type Cluster, openCluster, serverUrl } from './cluster.ts';
import { initialiseCluster } from './initialise-cluster.ts';
import { ensureDatabase, takeOwnership } from './ownership.ts';
import { endLingeringSessions, type Launched, launchServer, removeStalePidFile, runningPostmaster, stopServer } from './server-process.ts';

export interface EmbeddedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  logger: Logger;
  /** Beside or instead of our own: tests trade durability for speed. */
  settings?: Readonly<Record<string, string>>;
}

const DATABASE = 'marketgraph';
/** Recovery after a crash replays at most max_wal_size. */
const START_LIMIT_MS = 120_000;
const POLL_MS = 25;
const RETRY_PAUSE_MS = 250;

/**
 * A real Postgres on DATA_DIR/postgres, reached through a unix socket. A server that an earlier process left behind when it
 * was killed is taken over; when its postmaster ends while we live, a new one is started.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(options.dataDir);
  await initialiseCluster(cluster);
  const owner = await ownServer(cluster, options);
  await ensureDatabase(owner, DATABASE);
  const guard = guardOwnership(owner, cluster, options);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const releaseOwner = guard.dismiss();
    await stopServer(cluster);
    await releaseOwner();
  };
  return {
    url: serverUrl(cluster, DATABASE),
    // Once: by the second call another process may own the server.
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Owns the server again whenever the owner's connection breaks. Dismissed, it answers with how to let go of the connection. */
function guardOwnership(first: pg.Client, cluster: Cluster, options: EmbeddedOptions) {
  const { logger } = options;
  let owner = first;
  let dismissed = false;
  const regain = async () => {
    if (dismissed) return;
    logger.warn('The connection to the embedded Postgres was lost.');
    try {
      owner = await ownServer(cluster, options);
      // The stop has not seen the server that was being started.
      if (dismissed) await stopServer(cluster);
      else owner.once('end', regain);
    } catch (error) {
      if (!dismissed) logger.error('The embedded Postgres cannot be started again.', { reason: reasonOf(error) });
    }
  };
  owner.once('end', regain);
  return {
    dismiss() {
      dismissed = true;
      return () => owner.end().catch(() => undefined);
    },
  };
}

/** Starts the server unless it runs, and waits until it is ours. */
async function ownServer(cluster: Cluster, { logger, settings = {} }: EmbeddedOptions): Promise<pg.Client> {
  const deadline = Date.now() + START_LIMIT_MS;
  let launched: Launched | null = null;
  while (Date.now() < deadline) {
    const running = runningPostmaster(cluster);
    const owner = await tryOwnership(cluster);
    if (owner) {
      if (!launched) logger.info('Took over the Postgres that an earlier start left running.', { pid: running });
      return owner;
    }
    if (launched) launched = await stillStarting(cluster, launched);
    else if (!running) launched = launch(cluster, settings);
    await sleep(POLL_MS);
  }
  throw postgresFault(
    'POSTGRES_NOT_STARTED',
    `Postgres did not get ready within ${START_LIMIT_MS / 1_000} s. Its log is ${cluster.logFile}.`,
  );
}

/** Null when nobody answers yet. */
async function tryOwnership(cluster: Cluster): Promise<pg.Client | null> {
  try {
    return await takeOwnership(cluster);
  } catch (error) {
    if (error instanceof Fault) throw error;
    return null;
  }
}

function launch(cluster: Cluster, settings: Readonly<Record<string, string>>): Launched {
  removeStalePidFile(cluster);
  return launchServer(cluster, settings);
}

/** Null when it has ended for a reason that passes. */
async function stillStarting(cluster: Cluster, launched: Launched): Promise<Launched | null> {
  if (!hasEnded(launched)) return launched;
  if (!mayTryAgain(launched)) throw cannotStart(cluster, launched);
  endLingeringSessions(cluster);
  await sleep(RETRY_PAUSE_MS);
  return null;
}

function hasEnded({ process: server }: Launched): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}

/** Another start was faster, or sessions of a killed server have not ended yet. */
function mayTryAgain(launched: Launched): boolean {
  return /lock file ".*" already exists|pre-existing shared memory block/.test(launched.output());
}

function cannotStart({ dir, logFile }: Cluster, launched: Launched): Fault {
  const output = launched.output();
  if (output.includes('No space left')) {
    return postgresFault('POSTGRES_DISK_FULL', `The disk that holds ${dir} is full. Free some space and start again; nothing is lost.`);
  }
  const lastLines = output.trim().split('\n').slice(-5).join('\n');
  return postgresFault('POSTGRES_NOT_STARTED', `Postgres cannot start. Its log, ${logFile}, ends with:\n${lastLines}`);
}
