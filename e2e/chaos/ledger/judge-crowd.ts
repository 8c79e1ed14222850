import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Listener, readCrowd } from './crowd-file.ts';
import { connected } from './database.ts';
import { judgeSubscriber, type SubscriberVerdict } from './judge-subscriber.ts';
import { readShifts, type Shifts } from './judge-trades.ts';
import { type LedgerEntry, readLedger } from './ledger-file.ts';

/** One kill. Whoever was connected elsewhere is not concerned by that of a gateway. */
export interface Deed {
  readonly victim: string;
  /** Of a gateway: its place among them. */
  readonly gateway?: number;
  readonly killedAt: number;
  readonly backAt: number;
  /** Whether anybody can hear anything before it is back. */
  readonly isNeeded: boolean;
}

export interface CrowdVerdict extends Omit<SubscriberVerdict, 'inGaps'> {
  readonly subscribers: number;
  /** Milliseconds until somebody concerned heard a trade that was published since; per kind of victim, and all together. */
  readonly recovery: Readonly<Record<string, Recovery>>;
}

export interface Recovery {
  readonly deeds: number;
  readonly concerned: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Who never heard anything again. */
  readonly never: number;
}

const EXAMPLES = 10;

export async function judgeCrowd(directory: string, url: string): Promise<CrowdVerdict> {
  const told = await readLedger(join(directory, 'ledger.csv'));
  const shifts = await connected(url, (client) => readShifts(client, told));
  const symbols: string[][] = JSON.parse(readFileSync(join(directory, 'crowd.json'), 'utf8'));
  const deeds: Deed[] = JSON.parse(readFileSync(join(directory, 'deeds.json'), 'utf8'));
  const listeners = await readCrowd(join(directory, 'crowd.csv'));
  const verdicts = await Promise.all(listeners.map((listener) => judgeOne(listener, told, shifts, symbols[listener.index] ?? [])));
  const sum = (read: (verdict: SubscriberVerdict) => number) => verdicts.reduce((total, verdict) => total + read(verdict), 0);
  return {
    subscribers: listeners.length,
    received: sum(({ received }) => received),
    missing: sum(({ missing, inGaps }) => missing + inGaps),
    repeated: sum(({ repeated }) => repeated),
    misplaced: sum(({ misplaced }) => misplaced),
    errors: sum(({ errors }) => errors),
    gaps: sum(({ gaps }) => gaps),
    recovery: recoveries(listeners, deeds),
    examples: verdicts.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
  };
}

function judgeOne(
  { heard }: Listener,
  told: readonly LedgerEntry[],
  shifts: Shifts,
  symbols: readonly string[],
): Promise<SubscriberVerdict> {
  return judgeSubscriber(
    heard,
    told.filter(({ symbol }) => symbols.includes(symbol)),
    shifts,
  );
}

export function recoveries(listeners: readonly Listener[], deeds: readonly Deed[]): Record<string, Recovery> {
  const kinds = new Map([...Map.groupBy(deeds, ({ victim }) => victim), ['all', [...deeds]]]);
  return Object.fromEntries([...kinds].map(([kind, ofKind]) => [kind, recoveryOf(listeners, ofKind)]));
}

function recoveryOf(listeners: readonly Listener[], deeds: readonly Deed[]): Recovery {
  const times = deeds.flatMap((deed) => listeners.filter((listener) => isConcerned(listener, deed)).map((one) => recoveredIn(one, deed)));
  const sorted = times.filter((time) => time !== null).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    ...{ deeds: deeds.length, concerned: times.length },
    ...{ p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0, never: times.length - sorted.length },
  };
}

function isConcerned({ places }: Listener, { gateway, killedAt }: Deed): boolean {
  if (gateway === undefined) return true;
  // What it noted up to then: a connection that breaks is noted a moment after the kill.
  return places.findLast(({ at }) => at < killedAt)?.place === gateway;
}

/** Since the kill; where nothing can be heard without the victim, since that one was back. */
function recoveredIn({ arrivals }: Listener, { killedAt, backAt, isNeeded }: Deed): number | null {
  const since = isNeeded ? backAt : killedAt;
  const first = arrivals.find(({ publishedAt, at }) => publishedAt >= since && at >= since);
  return first ? first.at - since : null;
}
