import type { AnyEvent } from '@marketgraph/events';
import type { Entry } from '../entry.ts';
import type { LoggedEvent } from '../log.ts';
import type { Era } from '../log-store.ts';
import { at, type Positions, reaches, samePositions } from '../positions.ts';

/** One entry as all tails of the process share it; `logged` is null where the entry could not be parsed. */
export interface RingItem {
  readonly partition: number;
  readonly position: number;
  /** Behind this entry, in the order of the ring. */
  readonly positions: Positions;
  readonly logged: LoggedEvent | null;
  readonly body: string;
}

const MAX_ITEMS = 4_096;
/** Of JSON: parsed it takes a few times as much memory. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** The newest entries, bounded in number and size. What a slow tail misses here it reads from the store. */
export class TailRing {
  #items: RingItem[] = [];
  #first = 0;
  #floor: Positions | null = null;
  #epoch = '';
  #size = 0;
  readonly #known = new Map<string, RingItem>();

  /** Empties the ring; entries of `epoch` follow after `floor`. */
  reset(floor: Positions, epoch: string): void {
    this.#first += this.#items.length;
    this.#items = [];
    this.#known.clear();
    this.#size = 0;
    this.#floor = floor;
    this.#epoch = epoch;
  }

  close(): void {
    this.reset([], '');
    this.#floor = null;
  }

  push(items: readonly RingItem[]): void {
    for (const item of items) {
      this.#items.push(item);
      this.#known.set(nameOf(item), item);
      this.#size += item.body.length;
    }
    if (this.#items.length > MAX_ITEMS || this.#size > MAX_CHARACTERS) this.#shrink();
  }

  /**
   * Everything after these positions, as far as the ring has read, is in the ring. A tail may hear of a new epoch before
   * the ring's reader does: positions of another epoch are never the ring's.
   */
  covers(positions: Positions, epoch: string): boolean {
    return this.#floor !== null && this.#epoch === epoch && reaches(positions, this.#floor);
  }

  /**
   * Up to `limit` events after `own`, which is moved along; `from` is where the last call ended (0 at first).
   * Where the reader's order has met the ring's, the very objects of the ring are given out.
   */
  take(from: number, own: number[], limit: number): { events: LoggedEvent[]; next: number } {
    const events: LoggedEvent[] = [];
    let next = Math.max(from, this.#first);
    for (; next < this.#first + this.#items.length && events.length < limit; next++) {
      const item = this.#items[next - this.#first];
      if (!item || item.position <= at(own, item.partition)) continue;
      own[item.partition] = item.position;
      if (item.logged) events.push(samePositions(own, item.positions) ? item.logged : withPlace(item.logged, own));
    }
    return { events, next };
  }

  /** What the entry was parsed to. Its text is compared: after a loss of the log another entry may stand in its place. */
  eventOf(entry: Entry): AnyEvent | null {
    const item = this.#known.get(nameOf(entry));
    return item?.logged && item.body === entry.body ? item.logged.event : null;
  }

  /** Shrinks to three quarters at once, so that pushing stays cheap. */
  #shrink(): void {
    let drop = 0;
    while (this.#items.length - drop > MAX_ITEMS * 0.75 || this.#size > MAX_CHARACTERS * 0.75) {
      const item = this.#items[drop++];
      if (!item) break;
      this.#known.delete(nameOf(item));
      this.#size -= item.body.length;
    }
    const last = this.#items[drop - 1];
    if (last) this.#floor = last.positions;
    this.#items.splice(0, drop);
    this.#first += drop;
  }
}

function nameOf({ partition, position }: Pick<RingItem, 'partition' | 'position'>): string {
  return `${partition} ${position}`;
}

function withPlace(logged: LoggedEvent, positions: Positions): LoggedEvent {
  return loggedEvent(logged.event, logged.partition, logged.place, positions);
}

export function loggedEvent(event: AnyEvent, partition: number, { epoch, life }: Era, positions: Positions): LoggedEvent {
  const place = life === undefined ? { epoch, positions: [...positions] } : { epoch, life, positions: [...positions] };
  return { event, partition, place };
}
