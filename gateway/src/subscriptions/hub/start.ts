import {
  type Cursor,
  type CursorStart,
  decodeCursor,
  distance,
  encodeCursor,
  type LogPlace,
  type LogReader,
  reaches,
} from '@marketgraph/bus';
import type { Returner } from './returner.ts';

/** Where the log has the place of someone who comes back. */
export interface Start {
  readonly returner: Returner;
  /** What lies behind it. */
  readonly place: LogPlace;
  /** The partition whose next entry was told in part: it comes first. */
  readonly again: number | null;
  /** How many of that entry's notices were told. */
  readonly handled: number;
}

/** Asks the log for all of them at once. Who cannot go on where its cursor says is told the gap. */
export async function findStarts(log: LogReader, returners: readonly Returner[], maxBehind: number): Promise<Start[]> {
  const cursors = [...new Set(returners.map(({ from }) => from))];
  const asked = new Map(returners.map((returner) => [returner, returner.from]));
  const head = await log.head();
  const found = await log.locate(cursors);
  const known = new Map(cursors.map((cursor, index) => [cursor, found[index]]));
  return returners.flatMap((returner) => {
    const cursor = asked.get(returner) ?? returner.from;
    const start = known.get(cursor);
    return start ? [startOf(returner, cursor, start, { head, maxBehind })] : [];
  });
}

function startOf(
  returner: Returner,
  cursor: Cursor,
  { place, gap, again }: CursorStart,
  { head, maxBehind }: { head: LogPlace; maxBehind: number },
): Start {
  const { subscriber } = returner;
  if (gap) subscriber.noteGap({ from: cursor, to: encodeCursor(place), reason: gap });
  else if (isTooFarBehind(returner, place, head, maxBehind)) {
    subscriber.noteGap({ from: cursor, to: encodeCursor(head), reason: 'TOO_SLOW' });
    return { returner, place: head, again: null, handled: 0 };
  }
  return { returner, place, again, handled: again === null ? 0 : (decodeCursor(cursor)?.partial?.item ?? 0) };
}

/** A reader of EVERY that is slower than the market for good is told a gap rather than served ever older news. */
function isTooFarBehind({ subscriber }: Returner, place: LogPlace, head: LogPlace, maxBehind: number): boolean {
  const { mode, prepared } = subscriber.request;
  if (mode !== 'EVERY' || prepared.field.personal || place.epoch !== head.epoch) return false;
  return distance(place.positions, head.positions) > maxBehind;
}

/** Splits them so that one reading can pass through all of its own, each behind the one before: two gateways merge partitions differently. */
export function chainsOf(starts: readonly Start[]): Start[][] {
  const chains: Start[][] = [];
  for (const start of [...starts].sort(compare)) {
    const chain = chains.find((known) => follows(known.at(-1), start));
    if (chain) chain.push(start);
    else chains.push([start]);
  }
  return chains;
}

function follows(last: Start | undefined, { place, again }: Start): boolean {
  if (!last || !reaches(place.positions, last.place.positions)) return false;
  if (last.again === null) return true;
  // Right behind the last one comes the entry that it was told in part.
  const isBehindIt = (place.positions[last.again] ?? 0) > (last.place.positions[last.again] ?? 0);
  return isBehindIt || (again === last.again && sizeOf(place) === sizeOf(last.place));
}

/** Where several stand at one place, those who were told a part of what follows come last. */
function compare(a: Start, b: Start): number {
  return sizeOf(a.place) - sizeOf(b.place) || (a.again ?? -1) - (b.again ?? -1);
}

function sizeOf({ positions }: LogPlace): number {
  return positions.reduce((sum, position) => sum + position, 0);
}
