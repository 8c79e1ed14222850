import { createServer } from 'node:http';
import { reasonOf } from './fault.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { type Part, startParts, stopParts } from './part.ts';

export interface ProcessOptions {
  name: string;
  logger: Logger;
  /** Answers /healthz, /readyz and /metrics on 127.0.0.1 unless `host` says otherwise; left out, the parts answer themselves. */
  healthPort?: number;
  host?: string;
  metrics: Metrics;
  parts: readonly Part[];
  /** Called once all of them have started. */
  onReady?: () => void;
}

const STOP_LIMIT_MS = 10_000;
/** Whoever sends requests here notices within this that they should go elsewhere; those on their way are still answered. */
const DRAIN_MS = 1_000;

/** Runs the parts until SIGINT or SIGTERM, then stops them in reverse and exits 0; exit code 1 when they cannot start. */
export async function runProcess(options: ProcessOptions): Promise<void> {
  const { logger, parts } = options;
  let ready = false;
  // First, so that a process that still waits for what it needs says so.
  const all = options.healthPort === undefined ? parts : [healthServer(options, options.healthPort, () => ready), ...parts];
  try {
    await startParts(all, logger);
  } catch (error) {
    process.stderr.write(`${options.name} cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  }
  ready = true;
  logger.info(`${options.name} is ready.`);
  options.onReady?.();
  const signal = await stopSignal();
  ready = false;
  // npm passes a terminal's Ctrl-C on a second time: further signals must not cut the stop short.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await drain(parts, signal);
  await stopParts(all, logger);
  process.exit(0);
}

/** Ctrl-C comes from a person who waits: nobody else sends requests there. */
async function drain(parts: readonly Part[], signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  const serving = parts.filter((part) => part.drain);
  for (const part of serving) part.drain?.();
  if (serving.length > 0 && signal === 'SIGTERM') await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
}

export function stopSignal(): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve('SIGINT'));
    process.once('SIGTERM', () => resolve('SIGTERM'));
  });
}

function healthServer({ name, parts, metrics, host = '127.0.0.1' }: ProcessOptions, port: number, isReady: () => boolean): Part {
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') {
      const { contentType, text } = await metrics.render();
      return response.writeHead(200, { 'content-type': contentType }).end(text);
    }
    if (request.url !== '/healthz' && request.url !== '/readyz') return response.writeHead(404).end();
    const states = parts.map((part) => ({ name: part.name, ...part.health() }));
    const healthy = request.url === '/healthz' || (isReady() && states.every((state) => state.healthy));
    return response
      .writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ name, healthy, parts: states }));
  });
  return {
    name: `${name} health`,
    start: () => new Promise((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve())),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    health: () => ({ healthy: true }),
  };
}
