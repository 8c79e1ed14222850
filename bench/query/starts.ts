import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listProcesses } from '../../tools/processes/list-processes.mjs';
import type { BenchContext } from '../frame/bench.ts';
import { startBenchPostgres } from '../frame/bench-postgres.ts';
import { startBenchRedis } from '../frame/bench-redis.ts';
import { subgraphAddresses } from '../frame/subgraph-addresses.ts';
import { cannedNames } from './canned-graphs.ts';
import type { QueryWorld } from './query-world.ts';

const STOCK = fileURLToPath(new URL('./stock-process.mjs', import.meta.url));
const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);

/** How a gateway is started as a process. */
export interface Start {
  readonly name: string;
  begin(port: number): ChildProcess;
}

export function startOfStock({ folder }: BenchContext, world: QueryWorld): Start {
  const supergraph = join(folder, 'stock.graphql');
  writeFileSync(
    supergraph,
    placedSupergraph((name) => world.url('stock', name)),
  );
  return {
    name: 'stock',
    begin: (port) => spawn(process.execPath, [STOCK, supergraph, String(port)], { stdio: ['ignore', 'ignore', 'inherit'] }),
  };
}

/** As `npm run processes` lists it, over a Redis and a Postgres that run already, as everywhere where it is distributed. */
export async function startOfShipped(context: BenchContext, world: QueryWorld): Promise<Start> {
  const [redis, postgres] = await Promise.all([startBenchRedis(context), startBenchPostgres(context)]);
  const environment = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_KEYS_DIR: join(context.folder, 'keys'),
    GATEWAY_SECRET: 'a secret of this bench alone',
    LOG_LEVEL: 'warn',
    ...subgraphAddresses(cannedNames, (name) => world.url('gateway', name)),
  };
  return {
    name: 'gateway',
    begin(port) {
      const listed = listProcesses({ ...environment, PORT: String(port) }).find(({ name }) => name === 'gateway');
      const [file = 'node', ...args] = listed?.command ?? [];
      // biome-ignore lint/style/noProcessEnv: what the product is given is what the bench was given
      return spawn(file, args, { env: { ...process.env, ...listed?.environment }, stdio: ['ignore', 'ignore', 'inherit'] });
    },
  };
}

/** The committed supergraph with its subgraphs where the bench serves them. */
function placedSupergraph(url: (subgraph: string) => string): string {
  const place = /@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g;
  return readFileSync(SUPERGRAPH, 'utf8').replaceAll(place, (_, name: string) => `@join__graph(name: "${name}", url: "${url(name)}")`);
}
