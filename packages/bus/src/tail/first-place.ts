import { decodeCursor } from '../cursor.ts';
import type { Cursor, GapReason } from '../log.ts';
import type { Era, LogStore } from '../log-store.ts';
import { at, leastOf, mostOf, type Positions, reaches, samePositions } from '../positions.ts';

export interface FirstPlace {
  readonly era: Era;
  readonly positions: number[];
  /** Why what follows does not begin right after the cursor. */
  readonly gap: GapReason | null;
  /** The partition whose last entry was only partly handled: it comes again, first and alone. */
  readonly again: number | null;
}

/** Where a tail begins: right after its cursor, or behind a gap; after the newest entry when it has no cursor. */
export async function firstPlace(store: LogStore, cursor: Cursor | undefined): Promise<FirstPlace> {
  if (cursor === undefined) return { era: store.era(), positions: await store.head(), gap: null, again: null };
  return firstWithin(store, cursor, await boundsOf(store));
}

/** However many the cursors, the store is asked once. */
export async function firstPlaces(store: LogStore, cursors: readonly Cursor[]): Promise<FirstPlace[]> {
  const bounds = await boundsOf(store);
  return cursors.map((cursor) => firstWithin(store, cursor, bounds));
}

interface Bounds {
  readonly era: Era;
  readonly head: number[];
  readonly oldest: number[];
}

async function boundsOf(store: LogStore): Promise<Bounds> {
  return { era: store.era(), head: await store.head(), oldest: await store.oldest() };
}

function firstWithin(store: LogStore, cursor: Cursor, { era, head, oldest }: Bounds): FirstPlace {
  const place = decodeCursor(cursor);
  const known = place !== null && place.positions.length === store.partitions;
  if (!known) return { era, positions: [...head], gap: 'UNKNOWN_CURSOR', again: null };
  const kept = store.kept(place);
  if (!kept) return { era, positions: [...head], gap: 'OTHER_EPOCH', again: null };
  if (!samePositions(kept, place.positions))
    return { era, positions: mostOf(leastOf(kept, head), oldest), gap: 'OTHER_EPOCH', again: null };
  const again = place.partial?.partition ?? null;
  const possible = reaches(head, place.positions) && (again === null || at(place.positions, again) > 0);
  if (!possible) return { era, positions: [...head], gap: 'UNKNOWN_CURSOR', again: null };
  const before = withoutLast(place.positions, again);
  if (reaches(before, oldest)) return { era, positions: before, gap: null, again };
  const still = again !== null && at(before, again) >= at(oldest, again) ? again : null;
  return { era, positions: mostOf(withoutLast(place.positions, still), oldest), gap: 'TOO_OLD', again: still };
}

function withoutLast(positions: Positions, again: number | null): number[] {
  return positions.map((position, partition) => (partition === again ? position - 1 : position));
}
