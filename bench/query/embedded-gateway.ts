import { nodeFlags } from '../../tools/start/node-flags.mjs';
import type { BenchContext } from '../frame/bench.ts';
import { startBenchPostgres } from '../frame/bench-postgres.ts';
import { openBenchTokens } from '../frame/bench-tokens.ts';
import { Child } from '../frame/child.ts';
import type { EmbeddedTask } from './embedded-process.ts';
import { CONNECTIONS } from './operations.ts';
import { GATEWAY_CORE, pin } from './pin.ts';
import type { QueryGateway } from './query-arm.ts';

/** The shipped gateway over canned graphs in its own process: authentication, limits and metrics as everywhere, the log in Postgres. */
export async function startEmbeddedGateway(
  context: BenchContext,
): Promise<QueryGateway & { readonly settings: Readonly<Record<string, string>> }> {
  const { url: databaseUrl, settings } = await startBenchPostgres(context);
  const { keys, tokenOf } = await openBenchTokens(context);
  const child = new Child<EmbeddedTask, { readonly port: number }>(context, new URL('./embedded-process.ts', import.meta.url), {
    flags: nodeFlags,
  });
  const { port } = await child.ask({ databaseUrl, keys });
  pin(child.pid, GATEWAY_CORE);
  const tokens = await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => tokenOf(`asker-${index}`)));
  return { name: 'embedded', port, pid: child.pid, tokens, asks: 'in process', settings };
}
