import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';

const FAILURES_TO_OPEN = 5;
const FIRST_REST_MS = 30 * SECOND_MS;
const LONGEST_REST_MS = 10 * MINUTE_MS;

export type CircuitState = 'CLOSED' | 'HALF_OPEN' | 'OPEN';

/**
 * Leaves a provider alone that does not answer: after five failures in a row for half a minute, then one call probes; when that fails too, for
 * twice as long. Time is given to it (the libraries for this read the clock of the machine).
 */
export class CircuitBreaker {
  #failures = 0;
  #restMs = FIRST_REST_MS;
  #openUntil: number | null = null;
  #probing = false;

  state(now: number): CircuitState {
    if (this.#openUntil === null) return 'CLOSED';
    return this.#probing || now >= this.#openUntil ? 'HALF_OPEN' : 'OPEN';
  }

  /** Null when a call may be made: its outcome is to be told by `succeeded`, `failed` or `left`. Else, how long nobody is asked. */
  enter(now: number): number | null {
    const state = this.state(now);
    if (state === 'OPEN') return (this.#openUntil ?? now) - now;
    // The others wait for what the probe finds.
    if (this.#probing) return SECOND_MS;
    this.#probing = state === 'HALF_OPEN';
    return null;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#restMs = FIRST_REST_MS;
    this.#openUntil = null;
    this.#probing = false;
  }

  failed(now: number): void {
    this.#failures += 1;
    if (!this.#probing && (this.#openUntil !== null || this.#failures < FAILURES_TO_OPEN)) return;
    if (this.#probing) this.#restMs = Math.min(this.#restMs * 2, LONGEST_REST_MS);
    this.#probing = false;
    this.#openUntil = now + this.#restMs;
  }

  /** The call was not made after all. */
  left(): void {
    this.#probing = false;
  }
}
