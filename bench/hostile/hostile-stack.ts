import { join } from 'node:path';
import { signedTokens } from '@marketgraph/accounts/storage/signed-tokens';
import { openSigningKey } from '@marketgraph/accounts/storage/signing-keys';
import { systemClock } from '@marketgraph/service';
import { freePorts } from '../../tools/processes/free-ports.mjs';
import type { BenchContext } from '../frame/bench.ts';
import { startBenchPostgres } from '../frame/bench-postgres.ts';
import { startBenchRedis } from '../frame/bench-redis.ts';
import { ProductProcesses } from '../pipeline/product-processes.ts';
import { fillMarkets } from './fill-markets.ts';
import { GatewayCaller } from './gateway-caller.ts';

export interface HostileStack {
  readonly settings: Readonly<Record<string, string>>;
  /** Somebody who is signed in, and nobody else. */
  caller(id: string, connections: number): Promise<GatewayCaller>;
}

const SERVING = ['market-api', 'news-sentiment-api', 'alerts-api', 'accounts-api', 'gateway'];

/** The shipped gateway before the shipped subgraphs, each a process, over a market of many instruments. */
export async function startHostileStack(context: BenchContext): Promise<HostileStack> {
  const [redis, postgres] = await Promise.all([startBenchRedis(context), startBenchPostgres(context)]);
  await fillMarkets(postgres.url, context.logger);
  const keys = join(context.folder, 'keys');
  const tokens = await signedTokens(await openSigningKey(keys));
  const port = await freePorts();
  const listed = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, JWT_KEYS_DIR: keys };
  const product = new ProductProcesses(context, port, listed);
  for (const name of SERVING) await product.start(name);
  return {
    settings: { ...postgres.settings, ...redis.settings, NODE_ENV: 'production', authentication: 'EdDSA', metrics: 'on' },
    async caller(id, connections) {
      const user = { id, email: `${id}@bench.test`, displayName: id, role: 'USER' as const, createdAt: 0 };
      const { token } = await tokens.accessToken(user, `session of ${id}`, systemClock.now());
      const caller = new GatewayCaller(port, token, connections);
      context.atEnd(() => caller.close());
      return caller;
    },
  };
}
