const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const MAX_DOUBLINGS = 16;
/** Venues count connections: Kraken allows 150 in ten minutes from one address, Binance 300 in five. */
const WINDOW_MS = 600_000;
const FREE_ATTEMPTS = 40;
const MORE_MS = 1_000;

/** Pauses between attempts: exponential, with full jitter, so that those who were cut off together do not come back together. */
export class Backoff {
  #attempts = 0;
  #times: number[] = [];

  constructor(readonly random: () => number) {}

  nextMs(now: number): number {
    const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.#attempts, MAX_DOUBLINGS), LONGEST_PAUSE_MS);
    this.#attempts += 1;
    this.#times = [...this.#times.filter((at) => at > now - WINDOW_MS), now];
    const part = this.random();
    return Math.max(part * ceiling, this.#leastMs() * (0.75 + part / 4));
  }

  /** When data came: an open socket alone proves nothing. */
  reset(): void {
    this.#attempts = 0;
  }

  /** A venue that tells something and hangs up, again and again, is not to be called several times a second for ever. */
  #leastMs(): number {
    return Math.min(Math.max(this.#times.length - FREE_ATTEMPTS, 0) * MORE_MS, LONGEST_PAUSE_MS);
  }
}
