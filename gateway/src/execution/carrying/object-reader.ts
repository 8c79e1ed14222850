import type { MemberScan } from './member-scan.ts';
import type { Owners, PartsReader, Reading } from './owners.ts';
import type { Pieces } from './pieces.ts';
import { ODD, type Reader } from './readers.ts';

/** What is asked of an object by one more fetch. */
export interface Use {
  /** The number of the fetch. */
  readonly fetch: number;
  /** Texts, and between them keys of the object, by their numbers. */
  readonly representation: readonly (string | number)[];
  readonly reader: EntityReader;
}

/** Where the next members of an object come from: they are always the same, a part of its own text, or what a fetch answers. */
export type Origin = { readonly text: string } | { readonly part: number } | { readonly fetch: number };

/** Writes an object of these parts, and leaves places for what is still to be fetched. */
export function assemble(origins: readonly Origin[], parts: Readonly<Pieces>, pieces: Pieces, owners: readonly Owners[]): void {
  let mark = '{';
  for (const origin of origins) {
    pieces.push(mark);
    mark = ',';
    if ('part' in origin) pieces.push(parts[origin.part] ?? '');
    else if ('text' in origin) pieces.push(origin.text);
    else {
      owners[origin.fetch]?.places.push(pieces.length);
      pieces.push('');
    }
  }
  pieces.push(origins.length === 0 ? '{}' : '}');
}

/** An object of which other fetches may answer more. */
export class ObjectReader implements Reader {
  constructor(
    private readonly scan: MemberScan,
    private readonly uses: readonly Use[],
    /** In the order in which they are told. */
    private readonly origins: readonly Origin[],
  ) {}

  read(reading: Reading, at: number, pieces: Pieces): number {
    const parts: Pieces = [];
    const keys: string[] = [];
    const end = this.scan.read(reading, at, parts, keys);
    if (end === ODD) return ODD;
    assemble(this.origins, parts, pieces, reading.owners);
    for (const { fetch, representation, reader } of this.uses) {
      const owners = reading.owners[fetch];
      if (!owners) continue;
      if (owners.count > 0) owners.representations.push(',');
      for (const part of representation) owners.representations.push(typeof part === 'string' ? part : (keys[part] ?? ''));
      owners.add(reader, pieces);
    }
    return end;
  }
}

/** What a fetch answers of the root or of an entity: parts of an object that is written elsewhere. */
export class EntityReader implements PartsReader {
  constructor(
    private readonly scan: MemberScan,
    /** For each part what is told where the entity is not known; null where it cannot be missing. */
    private readonly missing: readonly (string | null)[],
  ) {}

  get parts(): number {
    return this.missing.length;
  }

  read(reading: Reading, at: number, pieces: Pieces, places: readonly number[], from: number): number {
    const isMissing = reading.text.startsWith('null', at);
    const parts: Pieces = [];
    const end = isMissing ? at + 4 : this.scan.read(reading, at, parts, []);
    if (end === ODD) return ODD;
    for (let part = 0; part < this.missing.length; part++) {
      const told = isMissing ? this.missing[part] : parts[part];
      const place = places[from + part];
      if (told === null || told === undefined || place === undefined) return ODD;
      pieces[place] = told;
    }
    return end;
  }
}
