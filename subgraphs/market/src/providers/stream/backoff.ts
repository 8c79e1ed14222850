const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const MAX_DOUBLINGS = 16;
/** Venues count connections: Kraken allows 150 in ten minutes from one address, Binance 300 in five. */
const WINDOW_MS = 600_000;
const FREE_ATTEMPTS = 40;
const MORE_MS = 1_000;

/** How often a venue was called of late, by all connections together: that is what it counts. */
export class VenueAttempts {
  #times: number[] = [];
  #callers = 0;

  join(): void {
    this.#callers += 1;
  }

  leave(): void {
    this.#callers -= 1;
  }

  /** One more. A venue that tells something and hangs up, again and again, is not to be called several times a second for ever. */
  noteMs(now: number): number {
    this.#times = [...this.#times.filter((at) => at > now - WINDOW_MS), now];
    return Math.min(Math.max(this.#times.length - FREE_ATTEMPTS, 0) * MORE_MS, LONGEST_PAUSE_MS * Math.max(this.#callers, 1));
  }
}

/** Pauses between attempts: exponential, with full jitter, so that those who were cut off together do not come back together. */
export class Backoff {
  #attempts = 0;

  constructor(
    readonly random: () => number,
    readonly venue: VenueAttempts,
  ) {}

  nextMs(now: number): number {
    const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.#attempts, MAX_DOUBLINGS), LONGEST_PAUSE_MS);
    this.#attempts += 1;
    const part = this.random();
    return Math.max(part * ceiling, this.venue.noteMs(now) * (0.75 + part / 4));
  }

  /** When data came: an open socket alone proves nothing. */
  reset(): void {
    this.#attempts = 0;
  }
}
