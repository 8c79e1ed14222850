import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { unavailable } from './unavailable.ts';

export interface TestRedis {
  readonly url: string;
  /**
   * Kills the server as a crash would and starts it again on the same port: empty, or with all it had (`keep`), or with what
   * it had at the last restart that kept (`previous`), like a server that had not written its newest entries yet.
   */
  restart(options?: { keep?: boolean; previous?: boolean }): Promise<void>;
  /** Lets the server hold still: connections stay open and nothing answers, as on a link that drops every packet. */
  freeze(): void;
  thaw(): void;
  /** Ends the server; `restart` brings it back. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** A real Redis on a free port that forgets everything when it ends; null, and a note why, where redis-server is missing. */
export async function testRedis(): Promise<TestRedis | null> {
  const dir = mkdtempSync(join(tmpdir(), 'marketgraph-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await start(port, dir);
  if (!server) {
    rmSync(dir, { recursive: true, force: true });
    unavailable('Tests with Redis', 'redis-server is not installed.');
    return null;
  }
  return {
    url,
    restart: async ({ keep = false, previous = false } = {}) => {
      if (keep) await save(url);
      await kill(server);
      if (!keep && !previous) rmSync(join(dir, 'dump.rdb'), { force: true });
      server = await start(port, dir);
    },
    crash: () => kill(server),
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    stop: async () => {
      await kill(server);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function start(port: number, dir: string): Promise<ChildProcess | null> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  // A test process that is killed must not leave the server behind.
  process.once('exit', () => server.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let told = '';
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(null) : reject(error)));
    server.once('exit', () => reject(new Error(`redis-server ended: ${told}`)));
    server.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('Ready to accept connections')) resolve(server);
    });
  });
}

async function save(url: string): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  await client.sendCommand(['SAVE']);
  await client.close();
}

function kill(server: ChildProcess | null): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.'))));
    });
  });
}
