import { compareDecimals } from '@marketgraph/vocabulary';
import type { Priced } from './sale-conditions.ts';

/** Open, high, low and close of some trades or quotes, and who opened and closed them. */
export interface PriceSpan {
  /** The most that one of them counts for: only those set open and close. */
  priced: Priced;
  open: string;
  high: string;
  low: string;
  close: string;
  /** The least (time, key) opened it, the greatest closed it: trades of one instant are ordered by their key. */
  openAt: number;
  openKey: number;
  closeAt: number;
  closeKey: number;
}

/** One price at its place in the venue's order. */
export interface PlacedPrice {
  readonly at: number;
  readonly key: number;
  readonly price: string;
}

export function spanOf({ at, key, price }: PlacedPrice, priced: Priced): PriceSpan {
  return { priced, open: price, high: price, low: price, close: price, openAt: at, openKey: key, closeAt: at, closeKey: key };
}

/**
 * Adds one price. High and low are of all that count for them; what counts for volume only sets prices as long as there is nothing
 * else. Prices may come in any order, and spans may be joined in any order, to the same result.
 */
export function extendSpan(span: PriceSpan, { at, key, price }: PlacedPrice, priced: Priced): void {
  if (widensRange(span, priced)) extendRange(span, price, price);
  if (priced < span.priced) return;
  if (priced > span.priced) {
    if (span.priced === 0) span.high = span.low = price;
    Object.assign(span, { priced, open: price, close: price, openAt: at, openKey: key, closeAt: at, closeKey: key });
    return;
  }
  openWith(span, price, at, key);
  closeWith(span, price, at, key);
}

export function joinSpan(span: PriceSpan, other: Readonly<PriceSpan>): void {
  if (widensRange(span, other.priced)) extendRange(span, other.high, other.low);
  if (other.priced < span.priced) return;
  if (other.priced > span.priced) {
    if (span.priced === 0) [span.high, span.low] = [other.high, other.low];
    const { priced, open, close, openAt, openKey, closeAt, closeKey } = other;
    Object.assign(span, { priced, open, close, openAt, openKey, closeAt, closeKey });
    return;
  }
  openWith(span, other.open, other.openAt, other.openKey);
  closeWith(span, other.close, other.closeAt, other.closeKey);
}

/** Rounding to a float keeps the order, so only long texts whose floats meet need the long way. */
export function comparePrices(a: string, b: string): number {
  return Number(a) - Number(b) || (a.length <= 15 && b.length <= 15 ? 0 : compareDecimals(a, b));
}

/** Where only one side counts for volume alone, the other's range holds. */
function widensRange(span: PriceSpan, priced: Priced): boolean {
  return (span.priced === 0) === (priced === 0);
}

function extendRange(span: PriceSpan, high: string, low: string): void {
  if (high !== span.high && comparePrices(high, span.high) > 0) span.high = high;
  if (low !== span.low && comparePrices(low, span.low) < 0) span.low = low;
}

function openWith(span: PriceSpan, price: string, at: number, key: number): void {
  if (at > span.openAt || (at === span.openAt && key >= span.openKey)) return;
  span.open = price;
  span.openAt = at;
  span.openKey = key;
}

function closeWith(span: PriceSpan, price: string, at: number, key: number): void {
  if (at < span.closeAt || (at === span.closeAt && key <= span.closeKey)) return;
  span.close = price;
  span.closeAt = at;
  span.closeKey = key;
}
