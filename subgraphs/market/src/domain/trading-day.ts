import { compareDecimals } from '@marketgraph/vocabulary';
import { DecimalSum } from './decimal-sum.ts';
import { extendSpan, type PriceSpan, spanOf } from './price-span.ts';
import {
  addMinute,
  higher,
  isLaster,
  lower,
  type PriceAt,
  type PriceWindow,
  type RankedPrice,
  type ToldDay,
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

  tell(told: ToldDay): void {
    this.advance(told.at);
    if (!this.#day || told.at < this.#day.start) return;
    const known = this.#prices?.priced === ALL_PRICES ? this.#prices : null;
    const isNewest = !known || told.at >= known.closeAt;
    this.#prices = isNewest ? toldSpan(told, known) : widened(known, told);
    // The day has begun with it, whatever trade we have seen first.
    if (told.open !== null) Object.assign(this.#prices, { open: told.open, openAt: this.#day.start, openKey: -1 });
    if (told.previousClose !== null) this.#previous = yesterday(told.previousClose, this.#day);
    if (told.volume === null || (!isNewest && compareDecimals(told.volume, String(this.#volume)) <= 0)) return;
    this.#volume = new DecimalSum();
    this.#volume.add(told.volume);
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
    this.#previous = previousClose === null ? null : yesterday(previousClose, { start });
    this.#volume = new DecimalSum();
    this.#volume.add(volume);
  }

  /** Builds the day up from its recorded minutes, oldest first. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    for (const minute of minutes) addMinute(this, minute);
    if (previousClose !== null && this.#day) this.#previous = yesterday(previousClose, this.#day);
  }

  /** A day on which nothing counted for prices leaves the close of the day before. */
  #closedWith(last: RankedPrice): void {
    if (!this.#previous || isLaster(last, this.#previous)) this.#previous = last;
  }
}

/** What is known until then, with all that is told in its place. */
function toldSpan({ price, at, high, low }: ToldDay, known: PriceSpan | null): PriceSpan {
  const last = { price, at, key: -1 };
  const span = known ?? spanOf(last, ALL_PRICES);
  const range = { high: high ?? higher(span.high, price), low: low ?? lower(span.low, price) };
  return { ...span, ...range, close: price, closeAt: at, closeKey: last.key };
}

function widened(known: PriceSpan, { price, high, low }: ToldDay): PriceSpan {
  return { ...known, high: higher(known.high, high ?? price), low: lower(known.low, low ?? price) };
}

function yesterday(close: string, { start }: Pick<LocalDay, 'start'>): RankedPrice {
  return { price: close, at: start - 1, key: -1, priced: ALL_PRICES };
}

function lastOf({ close, closeAt, closeKey, priced }: PriceSpan): RankedPrice {
  return { price: close, at: closeAt, key: closeKey, priced };
}
