import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reader } from '../fan-out/crowd-messages.ts';
import type { GatewayStack } from '../fan-out/gateway-stack.ts';
import { readSelection } from '../fan-out/selection.ts';
import type { BenchContext } from '../frame/bench.ts';
import type { StockTask } from './stock-process.ts';

const FILE = fileURLToPath(new URL('./stock-process.ts', import.meta.url));

export interface PeerReaders {
  readonly symbols: readonly string[];
  readonly queries: readonly string[];
  readonly count: number;
}

/** A stock graphql-ws server that hears these symbols in the stack's log. */
export async function startStockServer(
  { atEnd }: BenchContext,
  stack: GatewayStack,
  { symbols, queries }: PeerReaders,
): Promise<{ readonly port: number; readonly pid: number }> {
  const child = fork(FILE, { execArgv: [] });
  atEnd(() => void child.kill('SIGKILL'));
  child.send({ redisUrl: stack.redis.url, databaseUrl: stack.postgres.url, symbols, fields: fieldsOf(queries) } satisfies StockTask);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, pid: child.pid ?? 0 };
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
