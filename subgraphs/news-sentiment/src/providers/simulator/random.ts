/** A seeded sequence: the same market tells the same news. */
export class Dice {
  #state: number;

  /** Any text is a seed. */
  constructor(seed: string) {
    this.#state = 2_166_136_261;
    for (let index = 0; index < seed.length; index++) this.#state = Math.imul(this.#state ^ seed.charCodeAt(index), 16_777_619);
  }

  /** In [0, 1): mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.next() * items.length)];
  }
}
