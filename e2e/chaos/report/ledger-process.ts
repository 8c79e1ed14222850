import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Progress } from '../ledger/follow.ts';
import type { CandlesVerdict } from '../ledger/judge-candles.ts';
import type { CrowdVerdict } from '../ledger/judge-crowd.ts';
import type { LiveVerdict } from '../ledger/judge-live.ts';
import type { ResumeVerdict } from '../ledger/judge-resume.ts';
import type { SubscriberVerdict } from '../ledger/judge-subscriber.ts';
import type { TradesVerdict } from '../ledger/judge-trades.ts';
import type { Written } from '../ledger/write-session.ts';
import type { ChaosOptions } from '../options.ts';

const LEDGER = fileURLToPath(new URL('../ledger/main.ts', import.meta.url));

/** What the ledger found. */
export interface Verdict {
  readonly drainMs: number | null;
  readonly trades: TradesVerdict;
  readonly candles: CandlesVerdict;
  readonly subscriber: SubscriberVerdict | null;
}

/** The ledger is asked in a process of its own: it shares nothing with what it judges. */
export async function writeTape(folder: string, { seed, seconds, rate }: ChaosOptions): Promise<Written> {
  return ask(['write', folder, seed, seconds, rate]);
}

export async function judge(folder: string, databaseUrl: string, limitMs: number): Promise<Verdict> {
  return ask(['judge', folder, databaseUrl, limitMs]);
}

/** The same with nothing told twice, and with headlines. */
export async function writeOnce(folder: string, { seed, seconds, rate }: ChaosOptions): Promise<Written> {
  return ask(['write-once', folder, seed, seconds, rate]);
}

/** What a client that came back again and again has written down. */
export async function judgeResume(folder: string, databaseUrl: string): Promise<ResumeVerdict> {
  return ask(['judge-resume', folder, databaseUrl]);
}

/** What many subscribers have written down (crowd.csv), and how soon each heard something new after each kill (deeds.json). */
export async function judgeCrowd(folder: string, databaseUrl: string): Promise<CrowdVerdict> {
  return ask(['judge-crowd', folder, databaseUrl]);
}

/** Waits until all that was sent is stored. */
export async function drained(folder: string, databaseUrl: string, limitMs: number): Promise<{ drainedAt: number | null }> {
  return ask(['drained', folder, databaseUrl, limitMs]);
}

/** What a live venue has executed, against what is stored, told by the API and heard by a subscriber. */
export async function judgeLive(folder: string, databaseUrl: string, graphUrl: string): Promise<LiveVerdict> {
  return ask(['judge-live', folder, databaseUrl, graphUrl]);
}

/** Waits until all of it is stored. */
export async function drainLive(folder: string, databaseUrl: string, limitMs: number): Promise<{ drainMs: number | null }> {
  return ask(['drain-live', folder, databaseUrl, limitMs]);
}

/** What is stored and what was due, twice a second until it is ended. Postgres may be away meanwhile. */
export function follow(folder: string, databaseUrl: string): { readonly seen: readonly Progress[]; end(): void } {
  const child = spawn(process.execPath, [LEDGER, 'follow', folder, databaseUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const seen: Progress[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => seen.push(JSON.parse(line)));
  return { seen, end: () => void child.kill('SIGKILL') };
}

async function ask<T>(args: readonly (string | number)[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [LEDGER, ...args.map(String)], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}
