import { fromScaled, scaleOf, toScaled } from '@marketgraph/vocabulary';
import { localDay } from './time-zone.ts';

/**
 * What prices up to and including a date are multiplied by so that they compare with today's: one row for each split or
 * dividend, dated on the last day before it takes effect.
 */
export interface AdjustmentFactor {
  /** 2014-06-06 */
  readonly date: string;
  /** Of dividends. */
  readonly priceFactor: string;
  /** Of splits: 1/7 before a split of 7 for 1. */
  readonly splitFactor: string;
  /** The close of that day, as the factors were made from it. */
  readonly referencePrice: string;
}

/** One row in the form that candles are calculated with. */
interface Step {
  /** Midnight of the date as if it were UTC. */
  readonly until: number;
  readonly price: Scaled;
  readonly split: Scaled;
  readonly both: Scaled;
}

interface Scaled {
  readonly value: bigint;
  readonly scale: number;
}

/** Adjusted prices have this many places, or as many as the raw price where that has more. */
export const ADJUSTED_PLACES = 6;

/** The splits and dividends of one instrument. */
export class Adjustment {
  /** Oldest first. */
  readonly #steps: readonly Step[];

  constructor(
    factors: readonly AdjustmentFactor[],
    /** Of the instrument's trading days. */
    readonly timezone: string,
  ) {
    this.#steps = factors.map(stepOf).sort((a, b) => a.until - b.until);
  }

  /** The row that counts at an instant: the first one dated on its trading day or later. Null: nothing is adjusted after the last. */
  at(instant: number): Step | null {
    const { wall } = localDay(instant, this.timezone);
    let [low, high] = [0, this.#steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#steps[middle]?.until ?? 0) < wall) low = middle + 1;
      else high = middle;
    }
    const step = this.#steps[low];
    return step && !isOne(step) ? step : null;
  }

  price(raw: string, { both }: Step): string {
    return timesRounded(raw, both, Math.max(ADJUSTED_PLACES, scaleOf(raw)));
  }

  /** A split makes more shares of one; a reverse split makes fractions, which keep their places. */
  volume(raw: string, { split }: Step): string {
    const growsOrStays = split.value <= 10n ** BigInt(split.scale);
    const places = growsOrStays ? scaleOf(raw) : Math.max(ADJUSTED_PLACES, scaleOf(raw));
    const dividend = toScaled(raw, scaleOf(raw)) * 10n ** BigInt(split.scale + places);
    return fromScaled(rounded(dividend, split.value * 10n ** BigInt(scaleOf(raw))), places);
  }

  /** Price times size: splits cancel out. */
  turnover(raw: string, { price }: Step): string {
    return timesRounded(raw, price, Math.max(ADJUSTED_PLACES, scaleOf(raw)));
  }
}

function stepOf({ date, priceFactor, splitFactor }: AdjustmentFactor): Step {
  const [price, split] = [scaledOf(priceFactor), scaledOf(splitFactor)];
  const both = { value: price.value * split.value, scale: price.scale + split.scale };
  return { until: Date.parse(`${date}T00:00:00Z`), price, split, both };
}

function scaledOf(text: string): Scaled {
  const scale = scaleOf(text);
  return { value: toScaled(text, scale), scale };
}

function isOne({ both, split }: Step): boolean {
  return both.value === 10n ** BigInt(both.scale) && split.value === 10n ** BigInt(split.scale);
}

function timesRounded(raw: string, { value, scale }: Scaled, places: number): string {
  const product = toScaled(raw, scaleOf(raw)) * value;
  return fromScaled(rounded(product * 10n ** BigInt(places), 10n ** BigInt(scaleOf(raw) + scale)), places);
}

/** a / b to the nearest whole number, halves away from zero. */
function rounded(a: bigint, b: bigint): bigint {
  const twice = 2n * (a < 0n ? -a : a) + b;
  const size = twice / (2n * b);
  return a < 0n ? -size : size;
}
