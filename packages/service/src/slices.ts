import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from './deadline.ts';
import { currentDeadline } from './deadline-scope.ts';

/** How long work that is long may hold the event loop in one turn of it, all such work of the process together. */
const SLICE_MS = 1;
/** Between two slices, while short requests are being answered: a fifth of the time is left to what is long. */
const PAUSE_MS = 4;

/** What it needs of Node; tests have their own. */
export interface Turns {
  now(): number;
  /** Calls in the next turn of the event loop. */
  next(work: () => void): void;
  /** Calls after `PAUSE_MS`. */
  pause(work: () => void): void;
}

/** Steady: what it measures are pieces of this process' own work. */
const eventLoop: Turns = {
  now: () => performance.now(),
  next: (work) => void setImmediate(work),
  pause: (work) => void setTimeout(work, PAUSE_MS),
};

/**
 * What is long gives the event loop back: one slice of a millisecond in each turn of it, however many there are. Whoever does long work asks now
 * and then whether the slice of this turn is spent, and goes on later if it is. Those who wait go on in the order in which they came. Short requests
 * come first: a request takes several turns of the loop, and each would wait for a slice.
 */
export class Slices {
  #waiting: (() => void)[] = [];
  /** Those who came before them, the first one last: who has had a turn is not held, even if there is always somebody who waits. */
  #first: (() => void)[] = [];
  /** Requests that are being answered and have not had to wait for a slice. */
  readonly #short = new Set<Deadline>();
  /** When the slice of this turn began; null where nobody has asked in it. */
  #began: number | null = null;

  constructor(private readonly turns: Turns = eventLoop) {}

  /** The first who asks in a turn begins its slice. */
  isSpent(): boolean {
    if (this.#began !== null) return this.turns.now() - this.#began >= SLICE_MS;
    this.#begin();
    return false;
  }

  /** A request is short until it waits for a slice, or what is returned is called. */
  answering(request: Deadline): () => void {
    this.#short.add(request);
    return () => void this.#short.delete(request);
  }

  /** Calls `work` in a slice of a later turn, in the scope (deadline) of whoever asks for it. It must not throw. */
  later(work: () => void): void {
    const request = currentDeadline();
    if (request) this.#short.delete(request);
    this.#waiting.push(AsyncLocalStorage.bind(work));
    if (this.#began === null) this.#begin();
  }

  /** For who waits by promises; undefined while there is time left. */
  turn(): Promise<void> | undefined {
    return this.isSpent() ? new Promise((resolve) => this.later(resolve)) : undefined;
  }

  #begin(): void {
    this.#began = this.turns.now();
    this.#goOnNext();
  }

  /** Until then the slice of this turn stays spent. */
  #goOnNext(): void {
    const goOn = () => {
      this.#began = this.turns.now();
      this.#go();
    };
    if (this.#short.size > 0) this.turns.pause(goOn);
    else this.turns.next(goOn);
  }

  /** One after the other, each with the promises that it settles, until the slice is spent. */
  #go(): void {
    if (this.#isEmpty()) this.#began = null;
    else if (this.isSpent()) this.#goOnNext();
    else {
      this.#first.pop()?.();
      queueMicrotask(() => this.#go());
    }
  }

  #isEmpty(): boolean {
    if (this.#first.length === 0) {
      this.#first = this.#waiting.reverse();
      this.#waiting = [];
    }
    return this.#first.length === 0;
  }
}

/** Of this process: there is one event loop. */
export const slices = new Slices();
