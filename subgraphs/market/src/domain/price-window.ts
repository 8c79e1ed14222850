import { comparePrices, type PlacedPrice } from './price-span.ts';
import { ALL_PRICES, type Priced, type SaleEffect } from './sale-conditions.ts';

/** One price at its place in the venue's order; `size` is null where nothing was traded. */
export interface PriceAt extends PlacedPrice {
  readonly size: string | null;
}

/** A price that may stand for a day, and how far it counts. */
export interface RankedPrice extends PlacedPrice {
  readonly priced: Priced;
}

/** What a quote tells about the time around its price. */
export interface WindowFigures {
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string;
  /** How far the prices of the window count; null where there are none. */
  readonly priced: Priced | null;
}

/** A day as a provider tells it at `at`; null for what it does not tell. */
export interface ToldDay {
  readonly at: number;
  readonly price: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string | null;
}

/** One minute of a recorded window. */
export interface WindowMinute {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly priced?: Priced;
}

/** The span that open, high, low and volume are told for. It moves with event time only, and never back. */
export interface PriceWindow {
  /** Moves the window on until it holds `at`. */
  advance(at: number): void;
  /** Counts a price in; one that is older than the window changes at most the previous close. */
  add(point: PriceAt, effect: SaleEffect): void;
  /** Takes a day's figures over as they are told; what is told of an earlier moment than is known only widens the day's range. */
  tell(day: ToldDay): void;
  figures(): WindowFigures;
  /** Start of the trading day that holds `at`. */
  dayOf(at: number): number;
}

/** Prices of one instant are ordered by their key. */
export function isAfter(a: { at: number; key: number }, b: { at: number; key: number }): boolean {
  return a.at > b.at || (a.at === b.at && a.key > b.key);
}

/** Whether `a` rather than `b` is the last price of their time: what counts further, then what is newer. */
export function isLaster(a: RankedPrice, b: RankedPrice): boolean {
  return a.priced === b.priced ? isAfter(a, b) : a.priced > b.priced;
}

/** A recorded minute as four prices in their order, the last of them with all of its volume. */
export function addMinute(window: PriceWindow, { openTime: at, open, high, low, close, volume, priced = ALL_PRICES }: WindowMinute): void {
  const effect = { priced, volume: true, ignored: false };
  window.add({ at, price: open, key: -4, size: null }, effect);
  window.add({ at, price: high, key: -3, size: null }, effect);
  window.add({ at, price: low, key: -2, size: null }, effect);
  window.add({ at, price: close, key: -1, size: volume }, effect);
}

export function higher(a: string | null, b: string): string {
  return a === null || comparePrices(b, a) > 0 ? b : a;
}

export function lower(a: string | null, b: string): string {
  return a === null || comparePrices(b, a) < 0 ? b : a;
}
