import type { Entry } from './entry.ts';

/** Of JSON: parsed it takes a few times as much memory. */
const BATCH_CHARACTERS = 1_500_000;

/** How many entries make a batch when they are as large as these: at most `limit`. */
export function fitting(limit: number, meanSize: number): number {
  return Math.max(1, Math.min(limit, Math.floor(BATCH_CHARACTERS / meanSize)));
}

export function meanSize(entries: readonly Entry[]): number {
  const characters = entries.reduce((sum, { body }) => sum + body.length, 0);
  return Math.max(1, characters / Math.max(1, entries.length));
}
