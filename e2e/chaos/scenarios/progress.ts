import type { Progress } from '../ledger/follow.ts';

/** What the recorder gathers, and the poll itself. */
const USUAL_MS = 2_000;

/** Milliseconds from `since` until all was stored that had been due two seconds before; null when that never was. */
export function caughtUp(seen: readonly Progress[], since: number): number | null {
  const found = seen.find(({ at, stored }) => {
    if (at < since || stored === null) return false;
    const due = seen.findLast((earlier) => earlier.at <= at - USUAL_MS)?.due ?? 0;
    return stored >= due;
  });
  return found ? found.at - since : null;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
