import { type Interval, intervalMs, intervals, type PriceBasis } from '@marketgraph/vocabulary';
import { DecimalSum } from './decimal-sum.ts';
import { extendSpan, joinSpan, type PlacedPrice, type PriceSpan, spanOf } from './price-span.ts';
import { effectOf, type SaleEffect } from './sale-conditions.ts';

/** Intervals that are stored; seconds are folded from trades when asked for. */
export const storedIntervals = intervals.filter((interval) => interval !== 'ONE_SECOND');

/** What one batch of trades or quotes adds to one candle. Parts of the same candle merge in any order to the same result. */
export interface CandlePart extends PriceSpan {
  readonly basis: PriceBasis;
  readonly interval: Interval;
  readonly openTime: number;
  readonly closeTime: number;
  readonly volume: DecimalSum;
  /** Sum of price times size. */
  readonly turnover: DecimalSum;
  /** Of those that count for volume. */
  tradeCount: number;
}

/** One price at one instant; `size` is null for quotes. */
export interface PricePoint extends PlacedPrice {
  readonly size: string | null;
  /** As stored with the trade: they decide what it counts for. */
  readonly conditions?: string | null;
}

/** Bounds of the candle that holds an instant, on the instrument's calendar. */
export interface CandleTimes {
  openTime(interval: Interval, at: number): number;
  closeTime(interval: Interval, openTime: number): number;
}

/** Folds points, in whatever order they come, into the shortest candles; longer ones are merged from those. */
export class CandleFold {
  readonly #parts = new Map<number, CandlePart>();

  constructor(
    readonly basis: PriceBasis,
    readonly interval: 'ONE_SECOND' | 'ONE_MINUTE' = 'ONE_MINUTE',
  ) {}

  add(point: PricePoint): void {
    const effect = effectOf(point.conditions);
    if (effect.ignored) return;
    const length = intervalMs[this.interval];
    const openTime = Math.floor(point.at / length) * length;
    const part = this.#parts.get(openTime);
    if (part) {
      extendSpan(part, point, effect.priced);
      addSize(part, point, effect);
      return;
    }
    const bounds = { basis: this.basis, interval: this.interval, openTime, closeTime: openTime + length };
    const started = { ...bounds, ...spanOf(point, effect.priced), volume: new DecimalSum(), turnover: new DecimalSum(), tradeCount: 0 };
    addSize(started, point, effect);
    this.#parts.set(openTime, started);
  }

  parts(): CandlePart[] {
    return [...this.#parts.values()];
  }
}

/** The parts of all stored intervals that these minutes make. */
export function widenParts(minutes: readonly CandlePart[], times: CandleTimes): CandlePart[] {
  const wider = storedIntervals.filter((interval) => interval !== 'ONE_MINUTE');
  return [...minutes, ...wider.flatMap((interval) => mergeParts(minutes, interval, times))];
}

/** The candles of one interval that shorter ones of one basis make. */
export function mergeParts(minutes: readonly CandlePart[], interval: Interval, times: CandleTimes): CandlePart[] {
  const merged = new Map<number, CandlePart>();
  for (const minute of minutes) {
    const openTime = times.openTime(interval, minute.openTime);
    const part = merged.get(openTime);
    if (part) addPart(part, minute);
    else merged.set(openTime, widen(minute, interval, openTime, times.closeTime(interval, openTime)));
  }
  return [...merged.values()];
}

function widen(part: CandlePart, interval: Interval, openTime: number, closeTime: number): CandlePart {
  const wide = { ...part, interval, openTime, closeTime, volume: new DecimalSum(), turnover: new DecimalSum() };
  wide.volume.addSum(part.volume);
  wide.turnover.addSum(part.turnover);
  return wide;
}

function addPart(part: CandlePart, other: CandlePart): void {
  part.tradeCount += other.tradeCount;
  part.volume.addSum(other.volume);
  part.turnover.addSum(other.turnover);
  joinSpan(part, other);
}

function addSize(part: CandlePart, { price, size }: PricePoint, { volume }: SaleEffect): void {
  if (!volume) return;
  part.tradeCount += 1;
  if (size === null) return;
  part.volume.add(size);
  part.turnover.addProduct(price, size);
}
