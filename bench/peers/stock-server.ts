import { randomUUID } from 'node:crypto';
import type { Reader } from '../fan-out/crowd-messages.ts';
import type { GatewayStack } from '../fan-out/gateway-stack.ts';
import { readSelection } from '../fan-out/selection.ts';
import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { StockTask } from './stock-process.ts';

const FILE = new URL('./stock-process.ts', import.meta.url);

export interface PeerReaders {
  readonly symbols: readonly string[];
  readonly queries: readonly string[];
  readonly count: number;
}

/** A stock graphql-ws server that hears these symbols in the stack's log. */
export async function startStockServer(
  context: BenchContext,
  stack: GatewayStack,
  { symbols, queries }: PeerReaders,
): Promise<{ readonly port: number; readonly pid: number }> {
  const child = new Child<StockTask, { readonly port: number }>(context, FILE);
  const { port } = await child.ask({ redisUrl: stack.redis.url, databaseUrl: stack.postgres.url, symbols, fields: fieldsOf(queries) });
  return { port, pid: child.pid };
}

/** The subscription fields that these queries ask for. */
export function fieldsOf(queries: readonly string[]): string[] {
  return [...new Set(queries.flatMap((query) => readSelection(query).map(({ name }) => name)))];
}

/** Peers ask for no token: what they would do with one only adds to what they cost. */
export function peerReaders({ symbols, queries, count }: PeerReaders): Reader[] {
  return Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    token: null,
    query: queries[index % queries.length] ?? '',
    symbols,
  }));
}
