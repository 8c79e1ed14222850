import { fromScaled, scaleOf, toScaled } from '@marketgraph/vocabulary';

/** An exact sum that keeps as many decimal places as its finest addend. */
export class DecimalSum {
  #value = 0n;
  #scale = 0;

  add(text: string): void {
    const scale = scaleOf(text);
    this.#addScaled(toScaled(text, scale), scale);
  }

  /** Adds a * b. */
  addProduct(a: string, b: string): void {
    const [scaleA, scaleB] = [scaleOf(a), scaleOf(b)];
    this.#addScaled(toScaled(a, scaleA) * toScaled(b, scaleB), scaleA + scaleB);
  }

  addSum(other: DecimalSum): void {
    this.#addScaled(other.#value, other.#scale);
  }

  toString(): string {
    return fromScaled(this.#value, this.#scale);
  }

  #addScaled(value: bigint, scale: number): void {
    if (scale > this.#scale) {
      this.#value *= 10n ** BigInt(scale - this.#scale);
      this.#scale = scale;
    }
    this.#value += scale === this.#scale ? value : value * 10n ** BigInt(this.#scale - scale);
  }
}
