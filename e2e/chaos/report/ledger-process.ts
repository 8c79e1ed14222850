import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CandlesVerdict } from '../ledger/judge-candles.ts';
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

async function ask<T>(args: readonly (string | number)[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [LEDGER, ...args.map(String)], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}
