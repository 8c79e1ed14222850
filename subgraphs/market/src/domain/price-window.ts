import { compareDecimals } from '@marketgraph/vocabulary';

/** One price at its place in the venue's order; `size` is null where nothing was traded. */
export interface PriceAt {
  readonly price: string;
  readonly size: string | null;
  readonly at: number;
  readonly key: number;
}

/** What a quote tells about the time around its price. */
export interface WindowFigures {
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string;
}

/** One minute of a recorded window. */
export interface WindowMinute {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

/** The span that open, high, low and volume are told for. It moves with event time only, and never back. */
export interface PriceWindow {
  /** Moves the window on until it holds `at`. */
  advance(at: number): void;
  /** Counts a price in; one that is older than the window changes at most the previous close. */
  add(point: PriceAt): void;
  figures(): WindowFigures;
}

/** Prices of one instant are ordered by their key. */
export function isAfter(a: { at: number; key: number }, b: { at: number; key: number }): boolean {
  return a.at > b.at || (a.at === b.at && a.key > b.key);
}

/** Rounding to a float keeps the order, so only floats that meet need the long way. */
export function comparePrices(a: string, b: string): number {
  return Number(a) - Number(b) || (a === b ? 0 : compareDecimals(a, b));
}

export function higher(a: string | null, b: string): string {
  return a === null || comparePrices(b, a) > 0 ? b : a;
}

export function lower(a: string | null, b: string): string {
  return a === null || comparePrices(b, a) < 0 ? b : a;
}
