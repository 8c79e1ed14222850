import type { Draft } from './draft.ts';

/** The text of one answer, and what it tells whose further members are to be asked. */
export interface Reading {
  readonly text: string;
  /** By the number of the fetch that asks. */
  readonly owners: readonly Owners[];
}

/** Reads what a fetch answers of an object into its places in the answer, and says where it ends. */
export interface PlacesReader {
  read(reading: Reading, at: number, places: readonly Draft[]): number;
}

interface Owner {
  readonly reader: PlacesReader;
  readonly places: readonly Draft[];
}

/** The entities that one fetch asks more of, in the order of their representations. */
export class Owners {
  readonly all: Owner[] = [];
  /** As JSON, with commas between. */
  representations = '';

  add(representation: string, owner: Owner): void {
    this.representations += this.all.length === 0 ? representation : `,${representation}`;
    this.all.push(owner);
  }
}
