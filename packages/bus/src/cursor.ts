import type { Cursor, LogPlace } from './log.ts';

/**
 * A cursor is a place, and how many items of the entry at that place were already handled when one entry
 * tells several things (`item`; left out: all of them). Text: base64url of JSON [epoch, positions, partition, item].
 */
export interface CursorPlace extends LogPlace {
  readonly partial?: { readonly partition: number; readonly item: number };
}

export function encodeCursor(place: CursorPlace): Cursor {
  const { epoch, positions, partial } = place;
  const parts = partial ? [epoch, positions, partial.partition, partial.item] : [epoch, positions];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Null when the text is no cursor of ours. */
export function decodeCursor(cursor: Cursor): CursorPlace | null {
  if (cursor.length > 1_000) return null;
  try {
    const [epoch, positions, partition, item, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const valid = typeof epoch === 'string' && Array.isArray(positions) && positions.every(isCount) && rest.length === 0;
    if (!valid) return null;
    if (partition === undefined) return { epoch, positions };
    return isCount(partition) && isCount(item) ? { epoch, positions, partial: { partition, item } } : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
