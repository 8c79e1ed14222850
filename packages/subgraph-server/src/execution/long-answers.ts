import { type Slices, slices } from '@marketgraph/service';
import type { Place } from './places.ts';

/** Lists of more items are written by pieces. */
export const SHORT = 32;
const PIECE = 16;

/** Lists that are long in an answer, and all that they are in; kept as long as the answer. */
const longParts = new WeakMap<object, ReadonlySet<object>>();

/** Marks a list that is long as such, with all that it is in. */
export function markLong(list: object, place: Place, parts: Set<object>): void {
  parts.add(list);
  for (let at: Place | undefined = place; at && !parts.has(at.target); at = at.prev) parts.add(at.target);
}

export function keepLongParts(data: object, parts: ReadonlySet<object>): void {
  if (parts.size > 0) longParts.set(data, parts);
}

/** An answer as JSON; long lists of it are written in slices. */
export function textOf(answer: { readonly data?: unknown }, inSlices: Slices = slices): string | Promise<string> {
  const parts = longParts.get(answer.data as object);
  return parts ? inPieces(answer, new Set([...parts, answer]), inSlices) : JSON.stringify(answer);
}

async function inPieces(answer: object, parts: ReadonlySet<object>, inSlices: Slices): Promise<string> {
  let text = '';
  for (const piece of pieces(answer, parts)) {
    text += piece;
    const turn = inSlices.turn();
    if (turn) await turn;
  }
  return text;
}

/** What has nothing long in it is one piece. */
function* pieces(value: unknown, parts: ReadonlySet<object>): Generator<string> {
  if (!parts.has(value as object)) yield JSON.stringify(value);
  else if (Array.isArray(value)) yield* itemPieces(value, parts);
  else yield* memberPieces(value as object, parts);
}

function* memberPieces(value: object, parts: ReadonlySet<object>): Generator<string> {
  let before = '{';
  for (const [key, member] of Object.entries(value)) {
    // As JSON does: where there are no errors Apollo Server has them as undefined.
    if (member === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* pieces(member, parts);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

function* itemPieces(items: readonly unknown[], parts: ReadonlySet<object>): Generator<string> {
  let before = '[';
  for (let from = 0; from < items.length; from += PIECE) {
    const some = items.slice(from, from + PIECE);
    if (some.some((item) => parts.has(item as object))) {
      for (const item of some) {
        yield before;
        yield* pieces(item, parts);
        before = ',';
      }
    } else {
      yield before + JSON.stringify(some).slice(1, -1);
      before = ',';
    }
  }
  yield ']';
}
