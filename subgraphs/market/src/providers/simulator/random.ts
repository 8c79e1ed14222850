/** Everything that decides what comes next, so that a sequence goes on where it was left. */
export type RandomState = readonly [number, number, number, number];

/** sfc32: small, fast, passes PractRand; seeded so that neighbouring seeds give unlike sequences. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  static seeded(seed: number): Random {
    const random = new Random([seed | 0, 0x9e3779b9 | 0, (seed ^ 0x243f6a88) | 0, 1]);
    for (let round = 0; round < 15; round++) random.next();
    return random;
  }

  state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** In [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** Standard normal. One draw of a pair is thrown away, so that no half-used pair belongs to the state. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** How many events happen where `mean` are expected; exact for the small means it is meant for. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let product = this.next();
    let count = 0;
    while (product > limit && count < 100) {
      product *= this.next();
      count += 1;
    }
    return count;
  }
}
