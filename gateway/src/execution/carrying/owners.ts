import type { Pieces } from './pieces.ts';

/** The text of one answer, and what it tells whose further members are to be asked. */
export interface Reading {
  readonly text: string;
  /** By the number of the fetch that asks. */
  readonly owners: readonly Owners[];
}

/** Reads what a fetch answers of an object, puts each part of it into its place, and says where it ends. */
export interface PartsReader {
  /** How many places it fills. */
  readonly parts: number;
  read(reading: Reading, at: number, pieces: Pieces, places: readonly number[], from: number): number;
}

/** The objects of which one fetch answers more: the root, or entities in the order of their representations. Lists of the same length, but for `places`. */
export class Owners {
  readonly readers: PartsReader[] = [];
  /** Where each of them is written. */
  readonly pieces: Pieces[] = [];
  /** In these pieces: for each object as many as its reader fills. */
  readonly places: number[] = [];
  /** Texts that are a JSON list together, but for its brackets. */
  readonly representations: string[] = [];

  get count(): number {
    return this.readers.length;
  }

  add(reader: PartsReader, pieces: Pieces): void {
    this.readers.push(reader);
    this.pieces.push(pieces);
  }
}
