import { badInput } from '@marketgraph/subgraph-server';
import { EARLIEST_MS, LATEST_MS } from '@marketgraph/vocabulary';

/** A range is [from, to); it may be empty, but not turned around. */
export function checkRange(from: number | null | undefined, to: number | null | undefined): void {
  if (typeof from === 'number' && typeof to === 'number' && from > to) throw badInput('BAD_RANGE', '`from` is after `to`.');
}

/** For what comes out of cursors and ids, which anybody can forge. */
export function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= EARLIEST_MS && (value as number) <= LATEST_MS;
}

export function isSource(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value);
}
