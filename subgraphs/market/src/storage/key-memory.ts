import { KeyTable } from './key-table.ts';
import type { PlacedTicks, TickNames } from './tick-batch.ts';

/** At 2,000 trades a second two generations reach back for over a minute; they take 10 MB. */
const ROOM = 131_072;

/**
 * Names of the ticks that this process committed last: surely stored, so they need not be tried again. It forgets the oldest, and
 * knows nothing of what others wrote: what it does not know may be stored all the same.
 */
export class KeyMemory {
  #young = new KeyTable(ROOM);
  #old = new KeyTable(ROOM);
  /** By series: most keys rise, and need no search. */
  readonly #greatest = new Map<number, number>();

  /** The places of ticks that are not known to be stored, each tick once. */
  unknown(ids: readonly number[], { of, key, occurredAt }: TickNames): number[] {
    const seen = new KeyTable(key.length);
    const greatest = ids.map((series) => this.#greatest.get(series) ?? Number.NEGATIVE_INFINITY);
    const places: number[] = [];
    for (let place = 0; place < key.length; place++) {
      const owner = of[place] ?? 0;
      const [series, name, at] = [ids[owner] ?? 0, key[place] ?? 0, occurredAt[place] ?? 0];
      if (seen.add(series, name, at) && (name > (greatest[owner] ?? 0) || !this.#knows(series, name, at))) places.push(place);
    }
    return places;
  }

  /** Once the ticks are committed, by whomever. */
  remember({ ids, columns: { of, key, occurredAt }, places }: PlacedTicks<TickNames>): void {
    for (const place of places) {
      if (this.#young.isFull) this.#turn();
      const [series, name] = [ids[of[place] ?? 0] ?? 0, key[place] ?? 0];
      this.#young.add(series, name, occurredAt[place] ?? 0);
      if (name > (this.#greatest.get(series) ?? Number.NEGATIVE_INFINITY)) this.#greatest.set(series, name);
    }
  }

  #knows(series: number, key: number, at: number): boolean {
    return this.#young.has(series, key, at) || this.#old.has(series, key, at);
  }

  #turn(): void {
    [this.#old, this.#young] = [this.#young, this.#old];
    this.#young.clear();
  }
}
