import { changePercent } from '@marketgraph/vocabulary';

const BUCKETS = 120;

export interface PriceSamples {
  readonly at: readonly number[];
  readonly price: readonly string[];
}

/**
 * Prices of the last `windowMs` of event time, the last of each 1/120 of it, and the one before: enough to tell the change
 * over the window without keeping every trade.
 */
export class PriceWindow {
  readonly #at: number[];
  readonly #price: string[];

  constructor(
    readonly windowMs: number,
    samples: PriceSamples = { at: [], price: [] },
  ) {
    this.#at = [...samples.at];
    this.#price = [...samples.price];
  }

  add(at: number, price: string): void {
    const last = this.#at.at(-1);
    if (last !== undefined && at < last) return;
    const size = this.windowMs / BUCKETS;
    if (last !== undefined && Math.floor(last / size) === Math.floor(at / size)) {
      this.#at.pop();
      this.#price.pop();
    }
    this.#at.push(at);
    this.#price.push(price);
    this.#prune(at - this.windowMs);
  }

  /**
   * Percent from the price at the window's start to `price`. While less than the window is known it is told from the oldest known
   * price: a move in less time is a move within the window.
   */
  change(price: string): number | null {
    const base = this.#price[0];
    return base === undefined || this.#price.length < 2 ? null : changePercent(price, base);
  }

  samples(): PriceSamples {
    return { at: [...this.#at], price: [...this.#price] };
  }

  /** Keeps the newest sample at or before the start: it is the price that stood then. */
  #prune(start: number): void {
    let surplus = 0;
    while ((this.#at[surplus + 1] ?? Number.POSITIVE_INFINITY) <= start) surplus += 1;
    this.#at.splice(0, surplus);
    this.#price.splice(0, surplus);
  }
}
