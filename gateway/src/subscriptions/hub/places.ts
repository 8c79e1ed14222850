import { type Cursor, encodeCursor, type LogPlace } from '@marketgraph/bus';

export function isSamePlace(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((position, partition) => position === b[partition]);
}

/** The cursors of the notices that one entry tells; `previous` is where the reader stood before the entry. */
export class EntryCursors {
  #head: string | null = null;

  constructor(
    private readonly previous: LogPlace,
    private readonly place: LogPlace,
    private readonly partition: number,
    private readonly count: number,
  ) {}

  after(index: number): Cursor {
    return index + 1 === this.count ? encodeCursor(this.place) : this.#within(index + 1);
  }

  before(index: number): Cursor {
    return index === 0 ? encodeCursor(this.previous) : this.#within(index);
  }

  /** They differ in their last characters only: an entry of many trades encodes its place once. */
  #within(item: number): Cursor {
    this.#head ??= headOf(encodeCursor({ ...this.place, partial: { partition: this.partition, item: 0 } }));
    return this.#head + tailOf(item);
  }
}

/** All but the item: filled up to whole groups of three bytes, so that what follows is encoded for itself. JSON passes over the blanks. */
function headOf(cursor: Cursor): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.toString('latin1', 0, bytes.length - '0]'.length);
  return Buffer.from(text.padEnd(Math.ceil(text.length / 3) * 3), 'latin1').toString('base64url');
}

const KEPT_TAILS = 1_000;
const tails: string[] = [];

function tailOf(item: number): string {
  const known = tails[item];
  if (known !== undefined) return known;
  const text = Buffer.from(`${item}]`).toString('base64url');
  if (item < KEPT_TAILS) tails[item] = text;
  return text;
}
