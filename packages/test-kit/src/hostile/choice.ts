/** Where choices come from: the same seed, the same choices. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number;
}

/** Both ends included. */
export function whole(chance: Chance, from: number, to: number): number {
  return from + Math.floor(chance.next() * (to - from + 1));
}

export function pick<T>(chance: Chance, items: readonly [T, ...T[]]): T {
  return items[Math.floor(chance.next() * items.length)] ?? items[0];
}
