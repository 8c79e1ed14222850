import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@marketgraph/service';
import { temporaryFolder, testRedis } from '@marketgraph/test-kit';
import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cleanFile } from '../src/redis/clean-file.ts';
import type { RedisClient } from '../src/redis/redis-link.ts';

/** Its port is free as soon as it has ended. */
const somebody = await testRedis();
const url = somebody?.url ?? '';
const folder = temporaryFolder('marketgraph-redis-file-');
let server: ChildProcess | undefined;

beforeAll(() => somebody?.crash());
afterEach(() => kill());
afterAll(() => somebody?.stop());

it.runIf(somebody)('what is written after a start is kept, also where the file ended inside of a transaction', async () => {
  await startInsideOfTransaction();
  await use(async (client) => {
    await cleanFile(client, 'lives', silentLogger);
    await client.multi().set('after', '1').exec();
  });
  await kill();
  await start();
  expect(await use((client) => client.mGet(['half', 'other half', 'after']))).toEqual([null, null, '1']);
});

it.runIf(somebody)('a server that is killed while it writes its file anew starts again', async () => {
  await startInsideOfTransaction();
  // The child that writes the file takes its time: the server is killed before it is done.
  await use((client) => client.configSet('rdb-key-save-delay', '1000000'));
  await use(async (client) => {
    void cleanFile(client, 'lives', silentLogger);
    await expect.poll(() => use((other) => other.info('persistence'))).toMatch(/aof_rewrite_in_progress:1/);
    await kill();
  });
  await start();
  expect(await use((client) => client.mGet(['half', 'other half']))).toEqual([null, null]);
});

it.runIf(somebody)('a server that is known is not asked to write its file anew', async () => {
  await start();
  await use(async (client) => {
    const run = /run_id:(\w{8})/.exec(await client.info('server'))?.[1];
    await client.rPush('lives', `abcd${run}:0`);
    await cleanFile(client, 'lives', silentLogger);
    expect(await client.info('persistence')).toMatch(/aof_rewrites:0/);
  });
});

async function start(): Promise<void> {
  const settings = ['--port', new URL(url).port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const child = spawn('redis-server', [...settings, '--dir', folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  process.once('exit', () => child.kill('SIGKILL'));
  server = child;
  await new Promise<void>((resolve) => child.stdout.on('data', (told) => String(told).includes('Ready to accept') && resolve()));
}

async function kill(): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function use<T>(work: (client: RedisClient) => Promise<T>): Promise<T> {
  const client: RedisClient = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

async function cutLastFile(bytes: number): Promise<void> {
  const files = (await readdir(join(folder, 'appendonlydir'))).filter((name) => name.endsWith('.incr.aof')).sort();
  const path = join(folder, 'appendonlydir', files.at(-1) ?? '');
  await truncate(path, (await stat(path)).size - bytes);
}

/** On a file that ends inside of a transaction. */
async function startInsideOfTransaction(): Promise<void> {
  await start();
  await use(async (client) => {
    await client.rPush('lives', 'abcd00000000:0');
    await client.multi().set('half', '1').set('other half', '1').exec();
  });
  await kill();
  await cutLastFile(20);
  await start();
}
