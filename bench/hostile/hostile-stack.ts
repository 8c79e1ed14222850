import { freePorts } from '../../tools/processes/free-ports.mjs';
import type { BenchContext } from '../frame/bench.ts';
import { startBenchPostgres } from '../frame/bench-postgres.ts';
import { startBenchRedis } from '../frame/bench-redis.ts';
import { openBenchTokens } from '../frame/bench-tokens.ts';
import type { Processes } from '../frame/cpu.ts';
import { ProductProcesses } from '../pipeline/product-processes.ts';
import { fillMarkets } from './fill-markets.ts';
import { GatewayCaller } from './gateway-caller.ts';

export interface HostileStack {
  /** Of all that an answer takes. */
  readonly processes: Processes;
  readonly settings: Readonly<Record<string, string>>;
  /** Somebody who is signed in, and nobody else. */
  caller(id: string, connections: number): Promise<GatewayCaller>;
}

const SERVING = ['market-api', 'news-sentiment-api', 'alerts-api', 'accounts-api', 'gateway'];

/** The shipped gateway before the shipped subgraphs, each a process, over a market of many instruments. */
export async function startHostileStack(context: BenchContext): Promise<HostileStack> {
  const [redis, postgres] = await Promise.all([startBenchRedis(context), startBenchPostgres(context)]);
  await fillMarkets(postgres.url, context.logger);
  const { keys, tokenOf } = await openBenchTokens(context);
  const port = await freePorts();
  const listed = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, JWT_KEYS_DIR: keys };
  const product = new ProductProcesses(context, port, listed);
  for (const name of SERVING) await product.start(name);
  return {
    processes: () => ({ ...product.pids(), postgres: postgres.pids() }),
    settings: { ...postgres.settings, ...redis.settings, NODE_ENV: 'production', authentication: 'EdDSA', metrics: 'on' },
    async caller(id, connections) {
      const caller = new GatewayCaller(port, await tokenOf(id), connections);
      context.atEnd(() => caller.close());
      return caller;
    },
  };
}
