/** A time in which prices may be missing: at its bounds too, since several can share one instant. Null: it goes on. */
export interface MissingTime {
  readonly from: number;
  readonly to: number | null;
}

/** Which candles may miss prices. */
export class MissingTimes {
  /** Apart from each other, in order. */
  readonly #times: { readonly from: number; to: number }[] = [];

  constructor(times: readonly MissingTime[]) {
    for (const { from, to } of times.toSorted((a, b) => a.from - b.from)) {
      const last = this.#times.at(-1);
      const end = to ?? Number.POSITIVE_INFINITY;
      if (last && from <= last.to) last.to = Math.max(last.to, end);
      else this.#times.push({ from, to: end });
    }
  }

  get isNone(): boolean {
    return this.#times.length === 0;
  }

  /** Whether nothing can be missing in [openTime, closeTime). */
  isComplete({ openTime, closeTime }: { readonly openTime: number; readonly closeTime: number }): boolean {
    let [low, high] = [0, this.#times.length];
    // The first time that does not end before the candle opens.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle]?.to ?? 0) < openTime) low = middle + 1;
      else high = middle;
    }
    const next = this.#times[low];
    return next === undefined || next.from >= closeTime;
  }
}
