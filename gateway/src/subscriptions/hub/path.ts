import { type LoggedEvent, type LogPlace, reaches } from '@marketgraph/bus';
import type { Start } from './start.ts';

/** So much may wait for what the next one on the path was told before it. */
const MAX_HELD = 2_000;

/**
 * The order in which one reading tells entries so that it passes through the very places where returners stand: what one of them
 * was not told yet follows it, what it was told does not.
 */
export class Path {
  readonly #starts: Start[];
  /** Entries that lie behind the next start, in the order of the log. */
  readonly #held: LoggedEvent[] = [];
  /** Whose next entry must come next: someone was told a part of it. */
  #again: number | null = null;

  /** `starts` are a chain. */
  constructor(starts: readonly Start[]) {
    this.#starts = [...starts];
  }

  get isOver(): boolean {
    return this.#starts.length === 0 && !this.isWaiting;
  }

  /** What was read is not all told. */
  get isWaiting(): boolean {
    return this.#held.length > 0 || this.#again !== null;
  }

  get starts(): readonly Start[] {
    return this.#starts;
  }

  /** More is held than a chain of the live stream's places would make it hold. */
  get isStuck(): boolean {
    return this.#held.length > MAX_HELD;
  }

  /** Those who stand where everything up to `seen` is told. */
  arrivals(seen: readonly number[]): Start[] {
    const arrived: Start[] = [];
    for (let next = this.#starts[0]; next && this.#isAt(next, seen); next = this.#starts[0]) {
      this.#starts.shift();
      this.#again = next.again;
      arrived.push(next);
    }
    return arrived;
  }

  push(logged: LoggedEvent): void {
    this.#held.push(logged);
  }

  /** What may be told now. */
  take(): LoggedEvent | null {
    const index = this.#held.findIndex((logged) => this.#allows(logged));
    const [logged] = index < 0 ? [] : this.#held.splice(index, 1);
    if (logged && logged.partition === this.#again) this.#again = null;
    return logged ?? null;
  }

  remove(start: Start): void {
    const index = this.#starts.indexOf(start);
    if (index >= 0) this.#starts.splice(index, 1);
  }

  /** Gives up on whoever has not arrived: what was held for them may be told. */
  giveUp(): Start[] {
    this.#again = null;
    return this.#starts.splice(0);
  }

  /** What is held comes again. */
  forget(): void {
    this.#held.length = 0;
  }

  /** What a reader of this place has told, when these still wait. */
  told(place: LogPlace): number[] {
    const told = [...place.positions];
    for (const { partition, place: own } of this.#held) {
      told[partition] = Math.min(told[partition] ?? 0, (own.positions[partition] ?? 0) - 1);
    }
    return told;
  }

  #allows({ partition, place }: LoggedEvent): boolean {
    if (this.#again !== null) return partition === this.#again;
    const [next] = this.#starts;
    return !next || (place.positions[partition] ?? 0) <= (next.place.positions[partition] ?? 0);
  }

  #isAt(next: Start, seen: readonly number[]): boolean {
    return reaches(seen, next.place.positions) && (this.#again === null || this.#again === next.again);
  }
}
