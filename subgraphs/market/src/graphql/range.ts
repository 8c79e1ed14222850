import { badInput } from '@marketgraph/subgraph-server';

/** The years 0 to 9999: what DateTime can say and Postgres can compare. */
const EARLIEST = Date.parse('0000-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** A range is [from, to); it may be empty, but not turned around. */
export function checkRange(from: number | null | undefined, to: number | null | undefined): void {
  if (typeof from === 'number' && typeof to === 'number' && from > to) throw badInput('BAD_RANGE', '`from` is after `to`.');
}

/** For what comes out of cursors and ids, which anybody can forge. */
export function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= EARLIEST && (value as number) <= LATEST;
}

export function isSource(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value);
}
