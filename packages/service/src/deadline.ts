import { Fault } from './fault.ts';

/**
 * Until when an answer is waited for. It is over when its time is, or as soon as whoever asked has left. Measured by the machine's own
 * steady clock: what it bounds are statements of Postgres and sockets, which no other clock moves.
 */
export class Deadline {
  readonly #endsAt: number;
  readonly #listeners = new Set<() => void>();
  #hasLeft = false;
  /** Only while somebody listens: most requests are over before. */
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#endsAt = performance.now() + ms;
  }

  get remainingMs(): number {
    return this.#hasLeft ? 0 : Math.max(0, this.#endsAt - performance.now());
  }

  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Whoever asked waits no longer. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#tell();
  }

  /** Calls once when it is over, at once where it is. What it returns takes that back. */
  onOver(listener: () => void): () => void {
    if (this.isOver) {
      listener();
      return () => undefined;
    }
    this.#listeners.add(listener);
    this.#arm();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#disarm();
    };
  }

  /** The same time, for what has to come to its end although nobody waits for it any more. */
  withoutLeaving(): Deadline {
    return new Deadline(Math.max(0, this.#endsAt - performance.now()));
  }

  /** What whoever asked is told. */
  fault(cause?: unknown): Fault {
    return new Fault('DEADLINE_EXCEEDED', 'This took longer than the request may last.', true, cause);
  }

  #arm(): void {
    // A timer may fire a moment early: then the rest is waited for.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.isOver) this.#tell();
      else if (this.#listeners.size > 0) this.#arm();
    }, Math.ceil(this.remainingMs));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    this.#disarm();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}
