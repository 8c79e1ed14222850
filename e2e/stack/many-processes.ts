import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, testDatabase, testRedis } from '@marketgraph/test-kit';
import { freePorts } from '../../tools/processes/free-ports.mjs';
import { RunningProcess } from './running-process.ts';
import { type Stack } from './stack.ts';

interface ListedProcess {
  name: string;
  command: string[];
  environment: Record<string, string>;
  health: string;
}

/** One process per main file over Redis and HTTP, started in an order drawn from `seed`; null without a Redis server. */
export async function startManyProcesses(seed: number, more: NodeJS.ProcessEnv = {}): Promise<Stack | null> {
  const redis = await testRedis();
  if (!redis) return null;
  const database = await testDatabase();
  const keys = temporaryFolder('keys');
  const port = await freePorts();
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    JWT_KEYS_DIR: keys,
    LOG_LEVEL: 'warn',
    ...more,
  };
  const listed: ListedProcess[] = JSON.parse(execFileSync('node', ['tools/processes.mjs', '--json'], { env, encoding: 'utf8' }));
  const running = shuffled(listed, seed).map((item) => new RunningProcess(item.command, { ...env, ...item.environment }));
  const url = `http://127.0.0.1:${port}`;
  await Promise.all(listed.map((item) => ready(item.health)));
  const accountFile = join(keys, 'sample-account.json');
  execFileSync('node', ['packages/local-stack/dist/make-sample-account.js', url, accountFile], { env, stdio: 'inherit' });
  return {
    url,
    account: JSON.parse(await readFile(accountFile, 'utf8')),
    async stop() {
      const codes = await Promise.all(running.map((item) => item.stop('SIGTERM')));
      await redis.stop();
      await database.drop();
      return codes;
    },
  };
}

async function ready(address: string): Promise<void> {
  const limit = Date.now() + 90_000;
  while (Date.now() < limit) {
    const ok = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${address} did not become ready.`);
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const drawn = items.map((item, index) => ({ item, rank: Math.imul(seed + index, 2_654_435_761) >>> 0 }));
  return drawn.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item);
}
