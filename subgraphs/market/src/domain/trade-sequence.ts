/** Keys from `first` to `last`, both included. */
export interface KeyRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Which of a symbol's trades were seen, where a venue numbers them by one: all below `next`, but those that are missing. The first trade
 * begins it: what was before is nobody's.
 */
export class TradeSequence {
  #next: number | null;
  /** Ascending, apart from each other. */
  readonly #missing: KeyRange[];

  constructor(next: number | null = null, missing: readonly KeyRange[] = []) {
    this.#next = next;
    this.#missing = [...missing];
  }

  /** The key of the next trade if none goes missing; null before the first. */
  get next(): number | null {
    return this.#next;
  }

  get missing(): readonly KeyRange[] {
    return this.#missing;
  }

  see(key: number): 'NEW' | 'REPEAT' {
    if (this.#next === null || key === this.#next) {
      this.#next = key + 1;
      return 'NEW';
    }
    if (key < this.#next) return this.#fill(key) ? 'NEW' : 'REPEAT';
    this.reach(key - 1);
    this.#next = key + 1;
    return 'NEW';
  }

  /** There are trades up to this key: those that were not seen are missing. It begins no sequence. */
  reach(key: number): void {
    if (this.#next === null || key < this.#next) return;
    this.#missing.push({ first: this.#next, last: key });
    this.#next = key + 1;
  }

  missingWithin({ first, last }: KeyRange): KeyRange[] {
    const found: KeyRange[] = [];
    for (let at = this.#firstEndingAt(first); at < this.#missing.length; at++) {
      const range = this.#missing[at];
      if (!range || range.first > last) break;
      found.push({ first: Math.max(range.first, first), last: Math.min(range.last, last) });
    }
    return found;
  }

  /** What is missing of these will not come, and would be no news if it did. */
  giveUp(given: KeyRange): void {
    const start = this.#firstEndingAt(given.first);
    let end = start;
    const kept: KeyRange[] = [];
    for (; end < this.#missing.length; end++) {
      const range = this.#missing[end];
      if (!range || range.first > given.last) break;
      if (range.first < given.first) kept.push({ first: range.first, last: given.first - 1 });
      if (range.last > given.last) kept.push({ first: given.last + 1, last: range.last });
    }
    this.#missing.splice(start, end - start, ...kept);
  }

  #fill(key: number): boolean {
    const range = this.#missing[this.#firstEndingAt(key)];
    if (!range || range.first > key) return false;
    this.giveUp({ first: key, last: key });
    return true;
  }

  /** The place of the first missing range that does not end before this key. */
  #firstEndingAt(key: number): number {
    let low = 0;
    let high = this.#missing.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#missing[middle]?.last ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function keysIn(ranges: readonly KeyRange[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
