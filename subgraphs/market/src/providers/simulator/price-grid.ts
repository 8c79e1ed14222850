import { fromScaled, scaleOf } from '@marketgraph/vocabulary';
import type { Listing } from './listings.ts';

/** Prices in whole steps of an instrument's tick size. */
export class PriceGrid {
  readonly tick: number;
  readonly #tickUnits: number;
  readonly #scale: number;

  constructor({ instrument }: Listing) {
    this.tick = Number(instrument.tickSize);
    this.#scale = scaleOf(instrument.tickSize);
    this.#tickUnits = Math.round(this.tick * 10 ** this.#scale);
  }

  /** Never below one step: a price is positive. */
  steps(price: number): number {
    return Math.max(1, Math.round(price / this.tick));
  }

  text(steps: number): string {
    return textOf(steps * this.#tickUnits, this.#scale);
  }
}

/** A whole number of units of 10^-scale as a decimal. */
export function textOf(units: number, scale: number): string {
  if (scale === 0) return String(units);
  // toFixed of a quotient is exact up to 15 significant digits; what is longer takes the long way.
  return units < 1e15 ? (units / 10 ** scale).toFixed(scale) : fromScaled(BigInt(units), scale);
}
