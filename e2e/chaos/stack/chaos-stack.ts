import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listProcesses } from '../../../tools/processes/list-processes.mjs';
import type { Random } from '../random.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { RedisServer } from './redis-server.ts';
import { freeRange, playedFeeds, settingsOf, startServers } from './servers.ts';
import { ShippedProcess } from './shipped-process.ts';
import { untilReady } from './victim.ts';

export interface ChaosStack {
  /** Sessions, ledger, data and logs of this run. */
  readonly folder: string;
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly ingest: ShippedProcess;
  readonly recorder: ShippedProcess;
  readonly api: ShippedProcess;
  readonly gateway: ShippedProcess;
  /** One more of a process, as a second machine would run it. */
  another(process: 'market-recorder' | 'market-ingest', name: string): Promise<ShippedProcess>;
  stop(): Promise<void>;
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'marketgraph-chaos-'));
  mkdirSync(join(folder, 'logs'));
  return folder;
}

export interface ChaosStackOptions {
  /** Where the data of Postgres lie, if not with everything else. */
  readonly postgresFolder?: string;
  /** Of all processes, instead of the recorded sessions. */
  readonly feeds?: Readonly<Record<string, string>>;
  /** The address that a process is given instead of the real one. */
  readonly reach?: (process: string, link: 'DATABASE_URL' | 'REDIS_URL', url: string) => string;
}

/** Postgres, Redis and all processes of market and the gateway, ready; only ingest is not started yet. */
export async function startChaosStack(folder: string, random: Random, options: ChaosStackOptions = {}): Promise<ChaosStack> {
  const { postgresFolder = folder, reach = (_process, _link, url) => url } = options;
  const logs = join(folder, 'logs');
  const { postgres, redis } = await startServers({ folder, postgresFolder, logs, random });
  const listed = async () => {
    const settings = {
      ...settingsOf({ folder, postgres, redis, port: await freeRange() }),
      ...(options.feeds ?? playedFeeds(folder)),
    };
    return (name: string, as = name) => {
      const found = listProcesses(settings).find((process) => process.name === name);
      if (!found) throw new Error(`npm run processes lists no ${name}.`);
      const links = { DATABASE_URL: reach(as, 'DATABASE_URL', postgres.url), REDIS_URL: reach(as, 'REDIS_URL', redis.url) };
      return new ShippedProcess({ ...found, environment: { ...found.environment, ...links } }, logs, as);
    };
  };
  const shipped = await listed();
  const [recorder, api, gateway] = [shipped('market-recorder'), shipped('market-api'), shipped('gateway')];
  const started = [recorder, api, gateway];
  // The recorder first: whoever comes second finds the schema made.
  for (const process of started) {
    await process.start();
    await untilReady(process);
  }
  const ingest = shipped('market-ingest');
  return {
    ...{ folder, postgres, redis, ingest, recorder, api, gateway },
    async another(process, name) {
      const another = (await listed())(process, name);
      started.push(another);
      await another.start();
      return another;
    },
    async stop() {
      await Promise.all([ingest, ...started].map((process) => process.kill()));
      await Promise.all([redis.kill(), postgres.kill()]);
    },
  };
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
