const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/** Pauses between attempts: exponential, with full jitter, so that those who were cut off together do not come back together. */
export class Backoff {
  #attempts = 0;

  constructor(readonly random: () => number) {}

  nextMs(): number {
    const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.#attempts, MAX_DOUBLINGS), LONGEST_PAUSE_MS);
    this.#attempts += 1;
    return this.random() * ceiling;
  }

  /** When data came: an open socket alone proves nothing. */
  reset(): void {
    this.#attempts = 0;
  }
}

const MAX_DOUBLINGS = 16;
