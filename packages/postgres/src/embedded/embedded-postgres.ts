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

/**
 * A real Postgres on DATA_DIR/postgres, reached through a unix socket. A server that an earlier process left behind when it
 * was killed is taken over; when its postmaster ends while we live, a new one is started.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(options.dataDir);
  await initialiseCluster(cluster);
  let stopping = false;
  let owner = await ownServer(cluster, options);
  const watch = (client: pg.Client) => client.once('end', () => stopping || void regain());
  const regain = async () => {
    options.logger.warn('The connection to the embedded Postgres was lost.');
    try {
      owner = await ownServer(cluster, options);
      if (stopping) return await owner.end();
      watch(owner);
    } catch (error) {
      options.logger.error('The embedded Postgres cannot be started again.', { reason: reasonOf(error) });
    }
  };
  await ensureDatabase(owner, DATABASE);
  watch(owner);
  const stop = async () => {
    stopping = true;
    await stopServer(cluster);
    await owner.end().catch(() => undefined);
  };
  return { url: serverUrl(cluster, DATABASE), stop };
}

/** Starts the server unless it runs, and waits until it is ours. */
async function ownServer(cluster: Cluster, { logger, settings = {} }: EmbeddedOptions): Promise<pg.Client> {
  const deadline = Date.now() + START_LIMIT_MS;
  let launched: Launched | null = null;
  while (Date.now() < deadline) {
    const running = runningPostmaster(cluster);
    try {
      const owner = await takeOwnership(cluster);
      if (!launched) logger.info('Took over the Postgres that an earlier start left running.', { pid: running });
      return owner;
    } catch (error) {
      if (error instanceof Fault) throw error;
    }
    if (launched && hasEnded(launched)) {
      if (!mayTryAgain(launched)) throw cannotStart(cluster, launched);
      endLingeringSessions(cluster);
      await sleep(10 * POLL_MS);
      launched = null;
    } else if (!launched && !running) {
      removeStalePidFile(cluster);
      launched = launchServer(cluster, settings);
    }
    await sleep(POLL_MS);
  }
  throw postgresFault(
    'POSTGRES_NOT_STARTED',
    `Postgres did not get ready within ${START_LIMIT_MS / 1_000} s. Its log is ${cluster.logFile}.`,
  );
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
