import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freePorts } from '../../tools/processes/free-ports.mjs';
import type { BenchContext } from '../frame/bench.ts';
import type { BenchPostgres } from '../frame/bench-postgres.ts';
import type { BenchRedis } from '../frame/bench-redis.ts';
import { cpuBetween, readCpu } from '../frame/cpu.ts';
import { quantile } from '../frame/statistics.ts';
import { type MarketSession, tradesIn, writeSession } from './market-session.ts';
import { ProductProcesses } from './product-processes.ts';
import { faultOf, storedSoFar } from './stored-trades.ts';
import type { SubscribersReport } from './subscribers.ts';

export interface Place {
  readonly context: BenchContext;
  readonly postgres: BenchPostgres;
  readonly redis: BenchRedis;
  /** A folder for CPU profiles of the product's processes. */
  readonly profiles?: string;
}

export interface SessionRun {
  /** Why the rate does not hold; null when it does. */
  readonly fault: string | null;
  /** From when the last trade was due in the feed until subscribers had it, and until Postgres had committed it. */
  readonly lagMs: { readonly subscribers: number; readonly postgres: number };
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  /** Per trade, of each group of processes. */
  readonly cpuUs: Readonly<Record<string, number>>;
}

const SUBSCRIBERS = 100;
const SYMBOLS_OF_EACH = 5;
const MAX_LAG_MS = 1_000;
/** So long after the session's end a run is given up. */
const PATIENCE_MS = 15_000;
const SUBSCRIBERS_FILE = fileURLToPath(new URL('./subscribers.ts', import.meta.url));
let runs = 0;

/** Plays a session through the shipped processes, on a Redis that was emptied and a database of its own. */
export async function runSession({ context, postgres, redis, profiles }: Place, session: MarketSession): Promise<SessionRun> {
  const name = `run_${++runs}`;
  const folder = join(context.folder, name);
  await writeSession(folder, session);
  const databaseUrl = await emptyStores(postgres, redis, name);
  const environment = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, JWT_KEYS_DIR: folder, FEEDS: 'recording', RECORDINGS_DIR: folder };
  const port = await freePorts();
  const product = new ProductProcesses(context, port, { ...environment, RECORDING_SPEED: '1', RECORDING_TIMES: 'now' }, profiles);
  const client = new pg.Client({ connectionString: databaseUrl });
  const subscribers = fork(SUBSCRIBERS_FILE);
  try {
    await product.start('market-recorder');
    await product.start('gateway');
    await client.connect();
    subscribers.send({ port, session, subscribers: SUBSCRIBERS, symbolsOfEach: SYMBOLS_OF_EACH });
    await untilSubscribed(port);
    const processes = () => ({ ...product.pids(), postgres: postgres.pids(), redis: [redis.pid], subscribers: [subscribers.pid ?? 0] });
    await product.start('market-ingest');
    const before = readCpu(processes);
    const done = await untilDone(client, session, () => report(subscribers));
    const cpu = cpuBetween(before, readCpu(processes));
    return { ...done, fault: done.fault ?? (await faultOf(client, session)), cpuUs: perTrade(cpu, session) };
  } finally {
    subscribers.disconnect();
    await client.end();
    await product.stop();
  }
}

async function emptyStores(postgres: BenchPostgres, redis: BenchRedis, name: string): Promise<string> {
  const server = new Redis(redis.url);
  await server.flushall();
  server.disconnect();
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function untilSubscribed(port: number): Promise<void> {
  for (;;) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (text.includes(`marketgraph_subscriptions{field="tradeReported"} ${SUBSCRIBERS}`)) return;
    await pause(50);
  }
}

function report(subscribers: ReturnType<typeof fork>): Promise<SubscribersReport> {
  return new Promise((resolve) => {
    const take = (message: unknown) => {
      if (typeof message !== 'object') return;
      subscribers.off('message', take);
      resolve(message as SubscribersReport);
    };
    subscribers.on('message', take);
    subscribers.send('report');
  });
}

async function untilDone(
  client: pg.Client,
  session: MarketSession,
  ask: () => Promise<SubscribersReport>,
): Promise<Pick<SessionRun, 'fault' | 'lagMs' | 'latencyMs'>> {
  const [total, limit] = [tradesIn(session), Date.now() + session.seconds * 1_000 + PATIENCE_MS];
  const latencies: number[] = [];
  let [stored, storedAt] = [0, 0];
  for (;;) {
    await pause(100);
    if (stored < total) {
      stored = await storedSoFar(client);
      storedAt = Date.now();
    }
    const told = await ask();
    for (const latency of told.latenciesMs) latencies.push(latency);
    const isDone = stored >= total && told.received >= total;
    if (!isDone && !told.fault && Date.now() < limit) continue;
    const lagMs = { subscribers: told.lastAt - told.lastDueAt, postgres: storedAt - told.lastDueAt };
    const latencyMs = { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
    return {
      lagMs,
      latencyMs,
      fault: told.fault ?? lateness(isDone, lagMs, `${told.received} were told and ${stored} stored of ${total}.`),
    };
  }
}

function lateness(isDone: boolean, { subscribers, postgres }: SessionRun['lagMs'], counts: string): string | null {
  if (!isDone) return counts;
  if (subscribers >= MAX_LAG_MS) return `Subscribers were ${subscribers} ms behind at the end.`;
  return postgres >= MAX_LAG_MS ? `Postgres was ${postgres} ms behind at the end.` : null;
}

function perTrade(cpu: Readonly<Record<string, number>>, session: MarketSession): Record<string, number> {
  return Object.fromEntries(Object.entries(cpu).map(([name, us]) => [name, us / tradesIn(session)]));
}
