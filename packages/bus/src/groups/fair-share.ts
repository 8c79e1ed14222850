/** Rounds in which all of a group have seen that one came or went, and those with too little have had their turn. */
const SETTLING_ROUNDS = 2;

/**
 * How many partitions a consumer may hold. When their number does not divide evenly, everybody first goes down to the smaller share, so
 * that whoever has come finds something; what is left over is taken when all have had their turn.
 */
export class FairShare {
  #members = 0;
  #rounds = 0;

  constructor(readonly partitions: number) {}

  /** Asked once a round, with the number of consumers that are alive now. */
  next(living: number): number {
    const members = Math.max(1, living);
    this.#rounds = members === this.#members ? this.#rounds + 1 : 0;
    this.#members = members;
    const least = Math.max(1, Math.floor(this.partitions / members));
    return this.#rounds < SETTLING_ROUNDS ? least : Math.ceil(this.partitions / members);
  }
}
