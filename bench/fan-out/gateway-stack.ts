import { type Log, openLog } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { systemClock } from '@marketgraph/service';
import { freePorts } from '../../tools/processes/free-ports.mjs';
import type { BenchContext } from '../frame/bench.ts';
import { type BenchPostgres, startBenchPostgres } from '../frame/bench-postgres.ts';
import { type BenchRedis, startBenchRedis } from '../frame/bench-redis.ts';
import { type BenchTokens, openBenchTokens } from '../frame/bench-tokens.ts';
import { subgraphAddresses } from '../frame/subgraph-addresses.ts';
import { ProductProcesses } from '../pipeline/product-processes.ts';
import { Subgraphs } from './subgraphs.ts';

/** The shipped gateway as a process, with all that it needs to serve subscriptions. */
export interface GatewayStack {
  readonly port: number;
  readonly redis: BenchRedis;
  readonly postgres: BenchPostgres;
  readonly subgraphs: Subgraphs;
  /** The bench's own end of the log. */
  readonly log: Log;
  /** One append: what comes together is due at once. */
  publish(events: readonly AnyNewEvent[]): Promise<void>;
  readonly tokenOf: BenchTokens['tokenOf'];
  /** Groups of processes whose CPU is told: gateway, redis, subgraphs. */
  pids(): Record<string, readonly number[]>;
  /** Values of the gateway's /metrics by name and labels, e.g. `subscription_executions_total{field="quoteUpdated"}`. */
  metrics(): Promise<ReadonlyMap<string, number>>;
  /** Begins the gateway anew, on the same port. */
  restart(): Promise<void>;
  readonly settings: Readonly<Record<string, string>>;
}

const NAMES = ['market', 'news-sentiment', 'alerts', 'accounts'];

/** `environment` is that of the gateway process, beside what `npm run processes` gives it. */
export async function startGatewayStack(context: BenchContext, environment: Readonly<Record<string, string>> = {}): Promise<GatewayStack> {
  const [redis, postgres, subgraphs] = await Promise.all([startBenchRedis(context), startBenchPostgres(context), Subgraphs.start(context)]);
  const { keys, tokenOf } = await openBenchTokens(context);
  const log = await openLog({ databaseUrl: postgres.url, redisUrl: redis.url, clock: systemClock, logger: context.logger });
  context.atEnd(() => log.close());
  const port = await freePorts();
  const listed = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_KEYS_DIR: keys,
    ...subgraphAddresses(NAMES, (name) => subgraphs.url(name)),
  };
  const product = new ProductProcesses(context, port, listed, null, environment);
  await product.start('gateway');
  return {
    port,
    redis,
    postgres,
    subgraphs,
    log,
    publish: async (events) => void (await log.append(events)),
    tokenOf,
    pids: () => ({ ...product.pids(), redis: [redis.pid], subgraphs: [subgraphs.pid] }),
    metrics: () => readMetrics(port),
    restart: async () => {
      await product.stop();
      await product.start('gateway');
    },
    settings: { ...redis.settings, NODE_ENV: 'production', authentication: 'EdDSA', metrics: 'on', compression: 'off' },
  };
}

async function readMetrics(port: number): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}
