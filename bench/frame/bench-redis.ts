import { spawn } from 'node:child_process';
import { freePort } from '../../tools/processes/free-ports.mjs';
import type { BenchContext } from './bench.ts';

export interface BenchRedis {
  readonly url: string;
  readonly pid: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** As docker-compose.yml and k8s start it: everything appended to a file that is synced each second. */
const SAFE = { appendonly: 'yes', appendfsync: 'everysec' };

export async function startBenchRedis({ folder, atEnd }: BenchContext): Promise<BenchRedis> {
  const port = await freePort();
  const safe = Object.entries(SAFE).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...safe], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killed = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  atEnd(() => {
    server.kill('SIGKILL');
    return killed;
  });
  process.once('exit', () => server.kill('SIGKILL'));
  const version = await new Promise<string>((resolve, reject) => {
    let told = '';
    server.once('error', (error) => reject(new Error(`redis-server cannot be started: ${error.message}`)));
    server.once('exit', () => reject(new Error(`redis-server ended: ${told}`)));
    server.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('Ready to accept connections')) resolve(/version=([\d.]+)/.exec(told)?.[1] ?? 'unknown');
    });
  });
  return { url: `redis://127.0.0.1:${port}`, pid: server.pid ?? 0, settings: { redis_version: version, ...SAFE } };
}
