/** Positions by partition: how many entries of each lie behind a place. */
export type Positions = readonly number[];

export function startOf(partitions: number): number[] {
  return new Array<number>(partitions).fill(0);
}

/** True when no partition of `a` is behind that of `b`. */
export function reaches(a: Positions, b: Positions): boolean {
  return b.every((position, partition) => at(a, partition) >= position);
}

export function samePositions(a: Positions, b: Positions): boolean {
  return b.every((position, partition) => at(a, partition) === position);
}

export function leastOf(a: Positions, b: Positions): number[] {
  return a.map((position, partition) => Math.min(position, at(b, partition)));
}

export function mostOf(a: Positions, b: Positions): number[] {
  return a.map((position, partition) => Math.max(position, at(b, partition)));
}

export function at(positions: Positions, partition: number): number {
  return positions[partition] ?? 0;
}

/** How many entries lie between two places. */
export function distance(from: Positions, to: Positions): number {
  return to.reduce((sum, position, partition) => sum + Math.max(0, position - at(from, partition)), 0);
}
