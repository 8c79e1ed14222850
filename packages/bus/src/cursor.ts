import type { Cursor, LogPlace } from './log.ts';

/**
 * A cursor is a place, and how many items of the entry at that place were already handled when one entry
 * tells several things (`item`; left out: all of them). Text: base64url of JSON [epoch, positions, partition, item], with
 * [epoch, life] for the epoch where the place has a life.
 */
export interface CursorPlace extends LogPlace {
  readonly partial?: { readonly partition: number; readonly item: number };
}

export function encodeCursor(place: CursorPlace): Cursor {
  const { epoch, life, positions, partial } = place;
  const era = life === undefined ? epoch : [epoch, life];
  const parts = partial ? [era, positions, partial.partition, partial.item] : [era, positions];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Null when the text is no cursor of ours. */
export function decodeCursor(cursor: Cursor): CursorPlace | null {
  if (cursor.length > 1_000) return null;
  try {
    const [era, positions, partition, item, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const known = eraOf(era);
    if (!known || !Array.isArray(positions) || !positions.every(isCount) || rest.length > 0) return null;
    if (partition === undefined) return { ...known, positions };
    return isCount(partition) && isCount(item) ? { ...known, positions, partial: { partition, item } } : null;
  } catch {
    return null;
  }
}

function eraOf(value: unknown): { epoch: string; life?: string } | null {
  if (typeof value === 'string') return { epoch: value };
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [epoch, life] = value;
  return typeof epoch === 'string' && typeof life === 'string' ? { epoch, life } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
