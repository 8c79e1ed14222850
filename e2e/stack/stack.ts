import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/processes/free-ports.mjs';
import { RunningProcess } from './running-process.ts';

/** The whole product, running, in one of its two forms. */
export interface Stack {
  readonly url: string;
  readonly account: { readonly email: string; readonly password: string };
  /** The exit codes of its processes. */
  stop(): Promise<readonly (number | null)[]>;
}

export function localStack(dataDir: string, port: number, env: NodeJS.ProcessEnv = {}): RunningProcess {
  const base = { ...process.env, REDIS_URL: '', DATABASE_URL: '', LOG_LEVEL: 'warn' };
  return new RunningProcess(['node', 'packages/local-stack/dist/main.js'], { ...base, PORT: String(port), DATA_DIR: dataDir, ...env });
}

export async function startOneProcess(env: NodeJS.ProcessEnv = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'marketgraph-e2e-'));
  const port = await freePort();
  const running = localStack(dataDir, port, env);
  await running.prints(/^Ready {2}/);
  return {
    url: `http://127.0.0.1:${port}`,
    account: JSON.parse(await readFile(join(dataDir, 'sample-account.json'), 'utf8')),
    async stop() {
      const code = await running.stop('SIGINT');
      await rm(dataDir, { recursive: true, force: true });
      return [code];
    },
  };
}
