import { badInput } from '@marketgraph/subgraph-server';

/** A range is [from, to); it may be empty, but not turned around. */
export function checkRange(from: number | null | undefined, to: number | null | undefined): void {
  if (typeof from === 'number' && typeof to === 'number' && from > to) throw badInput('BAD_RANGE', '`from` is after `to`.');
}
