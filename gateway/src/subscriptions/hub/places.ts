import { type Cursor, encodeCursor, type LogPlace } from '@marketgraph/bus';

/** Whether everything before `b` also lies before `a`. */
export function reaches(a: readonly number[], b: readonly number[]): boolean {
  return b.every((position, partition) => (a[partition] ?? 0) >= position);
}

export function isSamePlace(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((position, partition) => position === b[partition]);
}

/** How many entries lie between two places. */
export function distance(from: readonly number[], to: readonly number[]): number {
  return to.reduce((sum, position, partition) => sum + Math.max(0, position - (from[partition] ?? 0)), 0);
}

/** The cursor right after the notice `index` of the `count` that one entry tells. */
export function cursorAfter(place: LogPlace, partition: number, index: number, count: number): Cursor {
  return encodeCursor(index + 1 === count ? place : { ...place, partial: { partition, item: index + 1 } });
}

/** The cursor right before that notice; `previous` is where the reader stood before the entry. */
export function cursorBefore(previous: LogPlace, place: LogPlace, partition: number, index: number): Cursor {
  return encodeCursor(index === 0 ? previous : { ...place, partial: { partition, item: index } });
}
