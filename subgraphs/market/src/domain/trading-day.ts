import { DecimalSum } from './decimal-sum.ts';
import { higher, isAfter, lower, type PriceAt, type PriceWindow, type WindowFigures, type WindowMinute } from './price-window.ts';
import { type LocalDay, localDay } from './time-zone.ts';

type Placed = Pick<PriceAt, 'price' | 'at' | 'key'>;

/** The exchange's trading day: it ends when event time passes midnight at the venue. */
export class TradingDay implements PriceWindow {
  #day: LocalDay | null = null;
  #first: Placed | null = null;
  #last: Placed | null = null;
  #previous: Placed | null = null;
  #high: string | null = null;
  #low: string | null = null;
  #volume = new DecimalSum();

  constructor(readonly timezone: string) {}

  advance(at: number): void {
    if (this.#day && at < this.#day.end) return;
    this.#day = localDay(at, this.timezone);
    this.#previous = this.#last ?? this.#previous;
    this.#first = this.#last = null;
    this.#high = this.#low = null;
    this.#volume = new DecimalSum();
  }

  add(point: PriceAt): void {
    this.advance(point.at);
    if (this.#day && point.at < this.#day.start) {
      if (!this.#previous || isAfter(point, this.#previous)) this.#previous = point;
      return;
    }
    if (!this.#first || isAfter(this.#first, point)) this.#first = point;
    if (!this.#last || isAfter(point, this.#last)) this.#last = point;
    this.#high = higher(this.#high, point.price);
    this.#low = lower(this.#low, point.price);
    if (point.size !== null) this.#volume.add(point.size);
  }

  figures(): WindowFigures {
    return {
      open: this.#first?.price ?? null,
      high: this.#high,
      low: this.#low,
      previousClose: this.#previous?.price ?? null,
      volume: this.#volume.toString(),
    };
  }

  /** Takes up a day as a quote told it last. */
  restore(price: string, asOf: number, { open, high, low, previousClose, volume }: WindowFigures): void {
    this.advance(asOf);
    const start = this.#day?.start ?? asOf;
    this.#first = open === null ? null : { price: open, at: start, key: -1 };
    // Without a trade today the price is still yesterday's, which is the previous close.
    this.#last = open === null ? null : { price, at: asOf, key: -1 };
    this.#previous = previousClose === null ? null : { price: previousClose, at: start - 1, key: -1 };
    this.#high = high;
    this.#low = low;
    this.#volume = new DecimalSum();
    this.#volume.add(volume);
  }

  /** Builds the day up from its recorded minutes, oldest first. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    for (const minute of minutes) {
      const place = { at: minute.openTime, size: null };
      this.add({ ...place, price: minute.open, key: -4 });
      this.add({ ...place, price: minute.high, key: -3 });
      this.add({ ...place, price: minute.low, key: -2 });
      this.add({ ...place, price: minute.close, size: minute.volume, key: -1 });
    }
    if (previousClose !== null && this.#day) this.#previous = { price: previousClose, at: this.#day.start - 1, key: -1 };
  }
}
