import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from '../frame/bench.ts';

const FILE = fileURLToPath(new URL('./ws-process.ts', import.meta.url));

export interface WsServer {
  readonly port: number;
  readonly pid: number;
  /** To every socket. */
  tell(text: string): void;
  stop(): Promise<void>;
}

/** A bare `ws` server. */
export async function startWsServer({ atEnd }: BenchContext, execArgv: readonly string[] = []): Promise<WsServer> {
  const child: ChildProcess = fork(FILE, { execArgv: [...execArgv] });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  atEnd(stop);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, pid: child.pid ?? 0, tell: (text) => void child.send({ tell: text }), stop };
}
