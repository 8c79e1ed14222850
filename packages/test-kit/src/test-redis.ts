import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { unavailable } from './unavailable.ts';

/** Below those from which systems give each connection one: a server that was killed finds its own port free again. */
const FIRST_PORT = 10_000;
const LAST_PORT = 19_999;
/** Somebody may have the one that was drawn. */
const TRIES = 9;

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
  const first = await startSomewhere(dir);
  if (!first) {
    rmSync(dir, { recursive: true, force: true });
    unavailable('Tests with Redis', 'redis-server is not installed.');
    return null;
  }
  const { port } = first;
  let server: ChildProcess | null = first.server;
  const url = `redis://127.0.0.1:${port}`;
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

async function startSomewhere(dir: string): Promise<{ port: number; server: ChildProcess } | null> {
  for (let tries = 0; ; tries++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    try {
      const server = await start(port, dir);
      return server && { port, server };
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
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
