import { fromScaled, scaleOf, toScaled } from '@marketgraph/vocabulary';

/** Digits that a float holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * An exact sum that keeps as many decimal places as its finest addend. Most sums of a batch stay within the safe integers, which
 * add up many times faster; what does not fit goes to a bigint.
 */
export class DecimalSum {
  #scale = 0;
  /** The sum in units of the scale is `#safe + #rest`. */
  #safe = 0;
  #rest = 0n;

  add(text: string): void {
    const scale = scaleOf(text);
    if (text.length <= EXACT_DIGITS) this.#addSafe(unitsOf(text, scale), scale);
    else this.#addBig(toScaled(text, scale), scale);
  }

  /** Adds a * b. */
  addProduct(a: string, b: string): void {
    const [scaleA, scaleB] = [scaleOf(a), scaleOf(b)];
    if (a.length + b.length <= EXACT_DIGITS) this.#addSafe(unitsOf(a, scaleA) * unitsOf(b, scaleB), scaleA + scaleB);
    else this.#addBig(toScaled(a, scaleA) * toScaled(b, scaleB), scaleA + scaleB);
  }

  addSum(other: DecimalSum): void {
    this.#addSafe(other.#safe, other.#scale);
    if (other.#rest !== 0n) this.#addBig(other.#rest, other.#scale);
  }

  toString(): string {
    if (this.#scale === 0 && this.#rest === 0n) return String(this.#safe);
    return fromScaled(this.#rest + BigInt(this.#safe), this.#scale);
  }

  #addSafe(units: number, scale: number): void {
    if (scale > this.#scale) this.#refine(scale);
    const aligned = scale === this.#scale ? units : units * 10 ** (this.#scale - scale);
    const sum = this.#safe + aligned;
    if (Number.isSafeInteger(aligned) && Number.isSafeInteger(sum)) this.#safe = sum;
    else this.#addBig(BigInt(units), scale);
  }

  #addBig(units: bigint, scale: number): void {
    if (scale > this.#scale) this.#refine(scale);
    this.#rest += scale === this.#scale ? units : units * 10n ** BigInt(this.#scale - scale);
  }

  #refine(scale: number): void {
    const factor = scale - this.#scale;
    const finer = this.#safe * 10 ** factor;
    this.#rest *= 10n ** BigInt(factor);
    if (Number.isSafeInteger(finer)) {
      this.#safe = finer;
    } else {
      this.#rest += BigInt(this.#safe) * 10n ** BigInt(factor);
      this.#safe = 0;
    }
    this.#scale = scale;
  }
}

/** "1.50" at its own scale of 2 is 150: the float nearest to 1.5 times 100 is never half a unit off while all digits are exact. */
function unitsOf(text: string, scale: number): number {
  return scale === 0 ? Number(text) : Math.round(Number(text) * (POWERS[scale] ?? 0));
}
