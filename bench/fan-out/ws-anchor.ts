import { randomUUID } from 'node:crypto';
import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { Reader } from './crowd-messages.ts';
import type { GatewayStack } from './gateway-stack.ts';
import type { WsTask } from './ws-process.ts';

const FILE = new URL('./ws-process.ts', import.meta.url);

export interface WsAnchor {
  readonly port: number;
  readonly pid: number;
  readonly readers: readonly Reader[];
}

/** A bare `ws` server that hears these symbols in the stack's log, and its readers. */
export async function startWsAnchor(
  context: BenchContext,
  stack: GatewayStack,
  { symbols, queries, readers }: { symbols: readonly string[]; queries: readonly string[]; readers: number },
): Promise<WsAnchor> {
  const child = new Child<WsTask, { readonly port: number }>(context, FILE);
  const id = randomUUID();
  const { port } = await child.ask({ redisUrl: stack.redis.url, databaseUrl: stack.postgres.url, symbols, queries, id });
  return { port, pid: child.pid, readers: Array.from({ length: readers }, (_, index) => readerOf(index)) };

  function readerOf(index: number): Reader {
    const kind = index % queries.length;
    return { id, token: null, query: queries[kind] ?? '', symbols, path: `/${kind}` };
  }
}
