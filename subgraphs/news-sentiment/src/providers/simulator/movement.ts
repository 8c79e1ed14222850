import { SECOND_MS } from '@marketgraph/vocabulary';

/** How far one instrument has gone lately, in units of what is ordinary for it. */
export interface Movement {
  readonly symbol: string;
  readonly at: number;
  /** Standard deviations over the last minute; its sign is the direction. */
  readonly strength: number;
  readonly percent: number;
  readonly minutes: number;
}

const LOOK_BACK_MS = 60 * SECOND_MS;
const SAMPLE_MS = SECOND_MS;
/** Samples until the volatility is worth anything. */
const WARM_UP = 15;
/** Weight of the newest sample in the moving variance: about two minutes of memory. */
const FRESH = 0.015;

interface Sample {
  readonly at: number;
  readonly price: number;
}

/** Follows one instrument, one sample in each second of event time. */
export class MovementWatch {
  #samples: Sample[] = [];
  #variancePerMs = 0;
  #count = 0;

  constructor(readonly symbol: string) {}

  /** Null while too little is known. */
  see(price: number, at: number): Movement | null {
    const last = this.#samples.at(-1);
    if (!(price > 0) || (last && at - last.at < SAMPLE_MS)) return null;
    const movement = this.#movement(price, at);
    if (last) this.#learn(Math.log(price / last.price), at - last.at);
    this.#samples.push({ price, at });
    while ((this.#samples[0]?.at ?? at) < at - LOOK_BACK_MS) this.#samples.shift();
    return movement;
  }

  /** What was told is behind: the next headline needs a movement of its own. */
  forget(): void {
    this.#samples = this.#samples.slice(-1);
  }

  #learn(step: number, elapsedMs: number): void {
    this.#count++;
    const weight = Math.max(FRESH, 1 / this.#count);
    this.#variancePerMs += weight * ((step * step) / elapsedMs - this.#variancePerMs);
  }

  /** Judged against the volatility before this step, so that a jump does not excuse itself. */
  #movement(price: number, at: number): Movement | null {
    const first = this.#samples[0];
    if (!first || this.#count < WARM_UP || this.#variancePerMs === 0) return null;
    const elapsed = Math.max(at - first.at, 1);
    const change = Math.log(price / first.price);
    const strength = change / Math.sqrt(this.#variancePerMs * elapsed);
    return { symbol: this.symbol, at, strength, percent: (price / first.price - 1) * 100, minutes: elapsed / 60_000 };
  }
}
