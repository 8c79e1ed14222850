/** Whoever is alive of a group, as one of its consumers sees it. */
export interface Muster {
  readonly living: number;
  /** How many of them come before this one, in an order that all see alike. */
  readonly before: number;
}

/**
 * How many partitions are a consumer's. The shares of a group add up to all of its partitions: whenever somebody holds none of his, another
 * holds too many and gives them back, however late the one comes and whatever the other has seen of coming and going.
 */
export function fairShare(partitions: number, { living, before }: Muster): number {
  return Math.floor(partitions / living) + (before < partitions % living ? 1 : 0);
}
