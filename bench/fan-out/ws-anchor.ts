import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from '../frame/bench.ts';
import type { Reader } from './crowd-messages.ts';
import type { GatewayStack } from './gateway-stack.ts';
import type { WsTask } from './ws-process.ts';

const FILE = fileURLToPath(new URL('./ws-process.ts', import.meta.url));

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
  const child: ChildProcess = fork(FILE, { execArgv: [] });
  context.atEnd(() => void child.kill('SIGKILL'));
  const id = randomUUID();
  child.send({ redisUrl: stack.redis.url, databaseUrl: stack.postgres.url, symbols, queries, id } satisfies WsTask);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, pid: child.pid ?? 0, readers: Array.from({ length: readers }, (_, index) => readerOf(index)) };

  function readerOf(index: number): Reader {
    const kind = index % queries.length;
    return { id, token: null, query: queries[kind] ?? '', symbols, path: `/${kind}` };
  }
}
