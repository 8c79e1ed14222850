import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';

const FILE = new URL('./ws-process.ts', import.meta.url);

export interface WsServer {
  readonly port: number;
  readonly pid: number;
  /** To every socket. */
  tell(text: string): void;
  stop(): Promise<void>;
}

/** A bare `ws` server. */
export async function startWsServer(context: BenchContext, flags: readonly string[] = []): Promise<WsServer> {
  const child = new Child<{ readonly tell: string }, { readonly port: number }>(context, FILE, { flags });
  const { port } = await child.hear();
  return { port, pid: child.pid, tell: (tell) => child.tell({ tell }), stop: () => child.end() };
}
