import { KeyTable } from './key-table.ts';
import type { Places, TickNames } from './tick-batch.ts';

/** At 2,000 trades a second two generations reach back for over a minute; they take 10 MB. */
const ROOM = 131_072;

/**
 * Names of the ticks that this process committed last: surely stored, so they need not be tried again. It forgets the oldest, and
 * knows nothing of what others wrote: what it does not know may be stored all the same.
 */
export class KeyMemory {
  #young = new KeyTable(ROOM);
  #old = new KeyTable(ROOM);

  /** The places of ticks that are not known to be stored, each tick once. */
  unknown(ids: readonly number[], { of, key, occurredAt }: TickNames): number[] {
    const seen = new KeyTable(key.length);
    const places: number[] = [];
    for (let place = 0; place < key.length; place++) {
      const [series, name, at] = [ids[of[place] ?? 0] ?? 0, key[place] ?? 0, occurredAt[place] ?? 0];
      if (!seen.add(series, name, at) || this.#young.has(series, name, at) || this.#old.has(series, name, at)) continue;
      places.push(place);
    }
    return places;
  }

  /** Once the ticks are committed, by whomever. */
  remember(ids: readonly number[], { of, key, occurredAt }: TickNames, places: Places): void {
    for (const place of places) {
      if (this.#young.isFull) this.#turn();
      this.#young.add(ids[of[place] ?? 0] ?? 0, key[place] ?? 0, occurredAt[place] ?? 0);
    }
  }

  #turn(): void {
    [this.#old, this.#young] = [this.#young, this.#old];
    this.#young.clear();
  }
}
