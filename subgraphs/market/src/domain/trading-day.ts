import { DecimalSum } from './decimal-sum.ts';
import { extendSpan, type PriceSpan, spanOf } from './price-span.ts';
import {
  addMinute,
  isLaster,
  type PriceAt,
  type PriceWindow,
  type RankedPrice,
  type WindowFigures,
  type WindowMinute,
} from './price-window.ts';
import { ALL_PRICES, type Priced, type SaleEffect } from './sale-conditions.ts';
import { type LocalDay, localDay } from './time-zone.ts';

/** The exchange's trading day: it ends when event time passes midnight at the venue. */
export class TradingDay implements PriceWindow {
  #day: LocalDay | null = null;
  #prices: PriceSpan | null = null;
  #previous: RankedPrice | null = null;
  #volume = new DecimalSum();

  constructor(readonly timezone: string) {}

  advance(at: number): void {
    if (this.#day && at < this.#day.end) return;
    this.#day = localDay(at, this.timezone);
    if (this.#prices) this.#closedWith(lastOf(this.#prices));
    this.#prices = null;
    this.#volume = new DecimalSum();
  }

  add(point: PriceAt, { priced, volume }: SaleEffect): void {
    this.advance(point.at);
    if (this.#day && point.at < this.#day.start) {
      this.#closedWith({ ...point, priced });
      return;
    }
    if (this.#prices) extendSpan(this.#prices, point, priced);
    else this.#prices = spanOf(point, priced);
    if (volume && point.size !== null) this.#volume.add(point.size);
  }

  figures(): WindowFigures {
    return {
      open: this.#prices?.open ?? null,
      high: this.#prices?.high ?? null,
      low: this.#prices?.low ?? null,
      previousClose: this.#previous?.price ?? null,
      volume: this.#volume.toString(),
      priced: this.#prices?.priced ?? null,
    };
  }

  dayOf(at: number): number {
    return localDay(at, this.timezone).start;
  }

  /** Takes up a day as a quote told it last. */
  restore(price: string, asOf: number, { open, high, low, previousClose, volume }: Omit<WindowFigures, 'priced'>, priced: Priced): void {
    this.advance(asOf);
    const start = this.#day?.start ?? asOf;
    // Without a trade today the price is still yesterday's, which is the previous close.
    this.#prices =
      open === null
        ? null
        : { ...spanOf({ price: open, at: start, key: -1 }, priced), high: high ?? open, low: low ?? open, close: price, closeAt: asOf };
    this.#previous = previousClose === null ? null : { price: previousClose, at: start - 1, key: -1, priced: ALL_PRICES };
    this.#volume = new DecimalSum();
    this.#volume.add(volume);
  }

  /** Builds the day up from its recorded minutes, oldest first. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    for (const minute of minutes) addMinute(this, minute);
    if (previousClose !== null && this.#day) {
      this.#previous = { price: previousClose, at: this.#day.start - 1, key: -1, priced: ALL_PRICES };
    }
  }

  /** A day on which nothing counted for prices leaves the close of the day before. */
  #closedWith(last: RankedPrice): void {
    if (!this.#previous || isLaster(last, this.#previous)) this.#previous = last;
  }
}

function lastOf({ close, closeAt, closeKey, priced }: PriceSpan): RankedPrice {
  return { price: close, at: closeAt, key: closeKey, priced };
}
