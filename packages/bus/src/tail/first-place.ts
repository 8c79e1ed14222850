import { decodeCursor } from '../cursor.ts';
import type { Cursor, GapReason } from '../log.ts';
import type { LogStore } from '../log-store.ts';
import { at, mostOf, type Positions, reaches } from '../positions.ts';

export interface FirstPlace {
  readonly epoch: string;
  readonly positions: number[];
  /** Why what follows does not begin right after the cursor. */
  readonly gap: GapReason | null;
  /** The partition whose last entry was only partly handled: it comes again, first and alone. */
  readonly again: number | null;
}

/** Where a tail begins: right after its cursor, or behind a gap; after the newest entry when it has no cursor. */
export async function firstPlace(store: LogStore, cursor: Cursor | undefined): Promise<FirstPlace> {
  const { epoch } = store.era();
  const head = await store.head();
  if (cursor === undefined) return { epoch, positions: head, gap: null, again: null };
  const place = decodeCursor(cursor);
  const known = place !== null && place.positions.length === store.partitions;
  if (!known) return { epoch, positions: head, gap: 'UNKNOWN_CURSOR', again: null };
  if (place.epoch !== epoch || !(await store.holds(place))) return { epoch, positions: head, gap: 'OTHER_EPOCH', again: null };
  const again = place.partial?.partition ?? null;
  const possible = reaches(head, place.positions) && (again === null || at(place.positions, again) > 0);
  if (!possible) return { epoch, positions: head, gap: 'UNKNOWN_CURSOR', again: null };
  const before = withoutLast(place.positions, again);
  const oldest = await store.oldest();
  if (reaches(before, oldest)) return { epoch, positions: before, gap: null, again };
  const kept = again !== null && at(before, again) >= at(oldest, again) ? again : null;
  return { epoch, positions: mostOf(withoutLast(place.positions, kept), oldest), gap: 'TOO_OLD', again: kept };
}

function withoutLast(positions: Positions, again: number | null): number[] {
  return positions.map((position, partition) => (partition === again ? position - 1 : position));
}
