import { DAY_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { DecimalSum } from './decimal-sum.ts';
import { higher, isAfter, lower, type PriceAt, type PriceWindow, type WindowFigures, type WindowMinute } from './price-window.ts';

interface Bucket {
  readonly openTime: number;
  first: { readonly price: string; readonly at: number; readonly key: number };
  last: { readonly price: string; readonly at: number; readonly key: number };
  high: string;
  low: string;
  readonly volume: DecimalSum;
}

/** The last 24 hours in minutes, for what has no exchange and so no trading day. */
export class RollingDay implements PriceWindow {
  /** Oldest first. */
  readonly #buckets: Bucket[] = [];
  #from = Number.NEGATIVE_INFINITY;
  #previous: { readonly price: string; readonly at: number; readonly key: number } | null = null;
  readonly #volume = new DecimalSum();
  /** Null after minutes have left: found again when asked for. */
  #extremes: { high: string; low: string } | null = null;

  advance(at: number): void {
    const from = minuteOf(at) - DAY_MS + MINUTE_MS;
    if (from <= this.#from) return;
    this.#from = from;
    const kept = this.#buckets.findIndex((bucket) => bucket.openTime >= from);
    const gone = this.#buckets.splice(0, kept < 0 ? this.#buckets.length : kept);
    for (const bucket of gone) {
      this.#previous = bucket.last;
      this.#volume.add(`-${bucket.volume.toString()}`);
    }
    if (gone.length > 0) this.#extremes = null;
  }

  add(point: PriceAt): void {
    this.advance(point.at);
    if (point.at < this.#from) {
      if (!this.#previous || isAfter(point, this.#previous)) this.#previous = point;
      return;
    }
    this.#addTo(this.#bucketOf(point), point);
  }

  figures(): WindowFigures {
    this.#extremes ??= this.#findExtremes();
    return {
      open: this.#buckets[0]?.first.price ?? null,
      high: this.#extremes?.high ?? null,
      low: this.#extremes?.low ?? null,
      previousClose: this.#previous?.price ?? null,
      volume: this.#volume.toString(),
    };
  }

  /** Takes up the recorded minutes, oldest first. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    for (const minute of minutes) {
      const place = { at: minute.openTime, size: null };
      this.add({ ...place, price: minute.open, key: -4 });
      this.add({ ...place, price: minute.high, key: -3 });
      this.add({ ...place, price: minute.low, key: -2 });
      this.add({ ...place, price: minute.close, size: minute.volume, key: -1 });
    }
    if (previousClose !== null) this.#previous ??= { price: previousClose, at: this.#from - 1, key: -1 };
  }

  #bucketOf(point: PriceAt): Bucket {
    const openTime = minuteOf(point.at);
    const index = this.#buckets.findLastIndex((bucket) => bucket.openTime <= openTime);
    const found = this.#buckets[index];
    if (found?.openTime === openTime) return found;
    const { price } = point;
    const bucket = { openTime, first: point, last: point, high: price, low: price, volume: new DecimalSum() };
    this.#buckets.splice(index + 1, 0, bucket);
    return bucket;
  }

  #addTo(bucket: Bucket, point: PriceAt): void {
    if (isAfter(bucket.first, point)) bucket.first = point;
    if (isAfter(point, bucket.last)) bucket.last = point;
    bucket.high = higher(bucket.high, point.price);
    bucket.low = lower(bucket.low, point.price);
    if (this.#extremes) {
      this.#extremes = { high: higher(this.#extremes.high, point.price), low: lower(this.#extremes.low, point.price) };
    }
    if (point.size === null) return;
    bucket.volume.add(point.size);
    this.#volume.add(point.size);
  }

  #findExtremes(): { high: string; low: string } | null {
    const [first, ...rest] = this.#buckets;
    if (!first) return null;
    const found = { high: first.high, low: first.low };
    for (const bucket of rest) {
      found.high = higher(found.high, bucket.high);
      found.low = lower(found.low, bucket.low);
    }
    return found;
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
