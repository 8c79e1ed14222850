import { DAY_MS, MINUTE_MS, subtractDecimals } from '@marketgraph/vocabulary';
import { DecimalSum } from './decimal-sum.ts';
import { extendSpan, joinSpan, type PriceSpan, spanOf } from './price-span.ts';
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
import { ALL_PRICES, countsFully, type SaleEffect } from './sale-conditions.ts';

interface Bucket {
  readonly openTime: number;
  readonly prices: PriceSpan;
  readonly volume: DecimalSum;
}

/** 24 hours as a provider told them: its volume goes on with what is traded afterwards. */
interface ToldHours extends ToldDay {
  readonly volumes: DecimalSum;
}

/** The last 24 hours in minutes, for what has no exchange and so no trading day. */
export class RollingDay implements PriceWindow {
  /** Oldest first. */
  readonly #buckets: Bucket[] = [];
  #from = Number.NEGATIVE_INFINITY;
  #previous: RankedPrice | null = null;
  readonly #volume = new DecimalSum();
  /** Of all buckets; null after minutes have left: found again when asked for. */
  #prices: PriceSpan | null = null;
  #told: ToldHours | null = null;

  advance(at: number): void {
    const from = minuteOf(at) - DAY_MS + MINUTE_MS;
    if (from <= this.#from) return;
    this.#from = from;
    // Nobody has told the 24 hours since, so they are those of our own prices again.
    if (this.#told && this.#told.at < from) this.#told = null;
    const kept = this.#buckets.findIndex((bucket) => bucket.openTime >= from);
    const gone = this.#buckets.splice(0, kept < 0 ? this.#buckets.length : kept);
    for (const { prices, volume } of gone) {
      this.#closedWith({ price: prices.close, at: prices.closeAt, key: prices.closeKey, priced: prices.priced });
      this.#volume.add(subtractDecimals('0', volume.toString()));
    }
    if (gone.length > 0) this.#prices = null;
  }

  add(point: PriceAt, { priced, volume }: SaleEffect): void {
    this.advance(point.at);
    if (point.at < this.#from) {
      this.#closedWith({ ...point, priced });
      return;
    }
    const bucket = this.#bucketOf(point, priced);
    if (this.#prices) extendSpan(this.#prices, point, priced);
    if (!volume || point.size === null) return;
    bucket.volume.add(point.size);
    this.#volume.add(point.size);
    if (this.#told && point.at > this.#told.at) this.#told.volumes.add(point.size);
  }

  tell(told: ToldDay): void {
    this.add({ at: told.at, price: told.price, key: -1, size: null }, countsFully);
    if (told.at < this.#from || (this.#told && told.at < this.#told.at)) return;
    const volumes = new DecimalSum();
    if (told.volume !== null) volumes.add(told.volume);
    this.#told = { ...told, volumes };
  }

  figures(): WindowFigures {
    const told = this.#told;
    this.#prices ??= this.#findPrices();
    const { open = null, high = null, low = null } = this.#prices ?? {};
    return {
      open: told?.open ?? open,
      high: told?.high && high ? higher(told.high, high) : (told?.high ?? high),
      low: told?.low && low ? lower(told.low, low) : (told?.low ?? low),
      previousClose: told?.previousClose ?? this.#previous?.price ?? null,
      volume: String(told && told.volume !== null ? told.volumes : this.#volume),
      priced: this.#prices?.priced ?? null,
    };
  }

  /** Without an exchange days are those of UTC. */
  dayOf(at: number): number {
    return Math.floor(at / DAY_MS) * DAY_MS;
  }

  /** Takes up the recorded minutes, oldest first. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    for (const minute of minutes) addMinute(this, minute);
    if (previousClose !== null) this.#previous ??= { price: previousClose, at: this.#from - 1, key: -1, priced: ALL_PRICES };
  }

  /** The minute's bucket, with the point's price in it. */
  #bucketOf(point: PriceAt, priced: PriceSpan['priced']): Bucket {
    const openTime = minuteOf(point.at);
    const index = this.#buckets.findLastIndex((bucket) => bucket.openTime <= openTime);
    const found = this.#buckets[index];
    if (found?.openTime === openTime) {
      extendSpan(found.prices, point, priced);
      return found;
    }
    const bucket = { openTime, prices: spanOf(point, priced), volume: new DecimalSum() };
    this.#buckets.splice(index + 1, 0, bucket);
    return bucket;
  }

  #closedWith(last: RankedPrice): void {
    if (!this.#previous || isLaster(last, this.#previous)) this.#previous = last;
  }

  #findPrices(): PriceSpan | null {
    const [first, ...rest] = this.#buckets;
    if (!first) return null;
    const prices = { ...first.prices };
    for (const bucket of rest) joinSpan(prices, bucket.prices);
    return prices;
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
