import { freePort } from '../../tools/processes/free-ports.mjs';
import { startGatewayStack } from '../fan-out/gateway-stack.ts';
import type { BenchContext } from '../frame/bench.ts';
import { ended } from '../frame/child.ts';
import { subgraphAddresses } from '../frame/subgraph-addresses.ts';
import { untilAnswers } from '../frame/until-answers.ts';
import { cannedNames } from './canned-graphs.ts';
import { CONNECTIONS } from './operations.ts';
import { GATEWAY_CORE, pin } from './pin.ts';
import type { QueryGateway } from './query-arm.ts';
import type { QueryWorld } from './query-world.ts';
import { startOfStock } from './starts.ts';

/** The shipped process, with tokens and metrics, Redis and Postgres behind it. */
export async function startShipped(
  context: BenchContext,
  world: QueryWorld,
  environment: Readonly<Record<string, string>> = {},
): Promise<QueryGateway & { readonly settings: Readonly<Record<string, string>> }> {
  const addresses = subgraphAddresses(cannedNames, (name) => world.url('gateway', name));
  const stack = await startGatewayStack(context, { ...addresses, ...environment });
  const tokens = await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => stack.tokenOf(`asker-${index}`)));
  const [pid = 0] = stack.pids()['gateway'] ?? [];
  pin(pid, GATEWAY_CORE);
  return { name: 'gateway', port: stack.port, pid, tokens, asks: 'as planned', settings: stack.settings };
}

/** @apollo/gateway and Apollo Server as they are documented. Asks for no token, and keeps no metrics. */
export async function startStock(context: BenchContext, world: QueryWorld): Promise<QueryGateway> {
  const port = await freePort();
  const child = startOfStock(context, world).begin(port);
  context.atEnd(() => ended(child));
  const address = `http://127.0.0.1:${port}/?query=%7B__typename%7D`;
  await untilAnswers({ name: 'The stock gateway', child, address, headers: { 'apollo-require-preflight': '1' } });
  const pid = child.pid ?? 0;
  pin(pid, GATEWAY_CORE);
  return { name: 'stock', port, pid, tokens: [], asks: 'as planned' };
}
