import { Draft } from './draft.ts';
import type { MemberScan } from './member-scan.ts';
import type { PlacesReader, Reading } from './owners.ts';
import { ODD, type Reader } from './readers.ts';

/** What is asked of an object by one more fetch. */
export interface Use {
  /** The number of the fetch. */
  readonly fetch: number;
  /** Texts of members, or which key of the object has them. */
  readonly representation: readonly (string | number)[];
  readonly reader: EntityReader;
}

/** Where the next members of an object come from: always the same text, or a part of what one of those who answer something of it answers. */
export type Origin = { readonly text: string } | { readonly from: number; readonly part: number };
export type Part = string | Draft;

/** Writes an object out of what each one answers of it. */
export function assemble(origins: readonly Origin[], answers: readonly (readonly Part[])[], draft: Draft): void {
  let mark = '{';
  for (const origin of origins) {
    draft.add(mark);
    draft.add('text' in origin ? origin.text : (answers[origin.from]?.[origin.part] ?? ''));
    mark = ',';
  }
  draft.add(origins.length === 0 ? '{}' : '}');
}

/** An object of which other fetches may answer more. */
export class ObjectReader implements Reader {
  constructor(
    private readonly scan: MemberScan,
    private readonly uses: readonly Use[],
    /** In the order in which they are told: from the object itself, which is the first of those who answer, or from its uses. */
    private readonly origins: readonly Origin[],
  ) {}

  read(reading: Reading, at: number, draft: Draft): number {
    const own: Part[] = [];
    const keys: string[] = [];
    const end = this.scan.read(reading, at, own, keys);
    if (end === ODD) return ODD;
    const answers: (readonly Part[])[] = [own];
    for (const use of this.uses) answers.push(ask(use, reading, keys));
    assemble(this.origins, answers, draft);
    return end;
  }
}

function ask({ fetch, representation, reader }: Use, { owners }: Reading, keys: readonly string[]): readonly Draft[] {
  const places = reader.places();
  const members = representation.map((member) => (typeof member === 'string' ? member : keys[member]));
  owners[fetch]?.add(`{${members.join(',')}}`, { reader, places });
  return places;
}

/** What a fetch answers of the root or of an entity: parts of an object that stands elsewhere. */
export class EntityReader implements PlacesReader {
  constructor(
    private readonly scan: MemberScan,
    /** For each part what is told where the entity is not known; null where it cannot be missing. */
    private readonly missing: readonly (string | null)[],
  ) {}

  places(): Draft[] {
    return this.missing.map(() => new Draft());
  }

  read(reading: Reading, at: number, places: readonly Draft[]): number {
    if (reading.text.startsWith('null', at)) return this.#miss(at, places);
    const parts: Part[] = [];
    const end = this.scan.read(reading, at, parts, []);
    if (end !== ODD) for (const [index, part] of parts.entries()) places[index]?.add(part);
    return end;
  }

  #miss(at: number, places: readonly Draft[]): number {
    for (const [index, text] of this.missing.entries()) {
      if (text === null) return ODD;
      places[index]?.add(text);
    }
    return at + 4;
  }
}
