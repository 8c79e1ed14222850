/**
 * A set of tick names (series, key, time) in flat arrays: a fixed 20 bytes for each place, nothing for the garbage collector, and a
 * fraction of what a Map of numbers takes.
 */
export class KeyTable {
  readonly #mask: number;
  /** 0 where a place is free: no series has that number. */
  readonly #series: Int32Array;
  readonly #keys: Float64Array;
  readonly #times: Float64Array;
  #size = 0;

  /** Room for as many names; half of the places stay free, so that a name is found near where it belongs. */
  constructor(readonly room: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(room, 8) * 2));
    this.#mask = places - 1;
    this.#series = new Int32Array(places);
    this.#keys = new Float64Array(places);
    this.#times = new Float64Array(places);
  }

  get isFull(): boolean {
    return this.#size >= this.room;
  }

  has(series: number, key: number, at: number): boolean {
    return this.#series[this.#find(series, key, at)] !== 0;
  }

  /** False when it was there already. */
  add(series: number, key: number, at: number): boolean {
    const place = this.#find(series, key, at);
    if (this.#series[place] !== 0) return false;
    this.#series[place] = series;
    this.#keys[place] = key;
    this.#times[place] = at;
    this.#size += 1;
    return true;
  }

  clear(): void {
    this.#series.fill(0);
    this.#size = 0;
  }

  /** Where the name is, or the free place where it would be. */
  #find(series: number, key: number, at: number): number {
    let place = hashOf(series, key, at) & this.#mask;
    while (this.#series[place] !== 0) {
      if (this.#keys[place] === key && this.#series[place] === series && this.#times[place] === at) break;
      place = (place + 1) & this.#mask;
    }
    return place;
  }
}

/** The lower 32 bits of each, well mixed. */
function hashOf(series: number, key: number, at: number): number {
  let hash = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul(series, 0x85ebca6b) ^ Math.imul(at | 0, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 15);
}
