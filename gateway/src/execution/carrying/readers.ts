import type { Pattern } from './json-patterns.ts';
import type { Reading } from './owners.ts';
import type { Pieces } from './pieces.ts';

/** Reads a value, adds to the pieces what is told of it, and says where it ends; ODD where it is not as its type says, or written otherwise than most write it. */
export interface Reader {
  read(reading: Reading, at: number, pieces: Pieces): number;
}

export const ODD = -1;

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((character) => character.charCodeAt(0));

/** A value that is told as it came. */
export class PlainReader implements Reader {
  readonly #pattern: RegExp;

  constructor(pattern: Pattern) {
    this.#pattern = new RegExp(pattern, 'y');
  }

  read({ text }: Reading, at: number, pieces: Pieces): number {
    const end = endOf(this.#pattern, text, at);
    if (end !== ODD) pieces.push(text.slice(at, end));
    return end;
  }
}

export class NullableReader implements Reader {
  constructor(private readonly inner: Reader) {}

  read(reading: Reading, at: number, pieces: Pieces): number {
    if (!reading.text.startsWith('null', at)) return this.inner.read(reading, at, pieces);
    pieces.push('null');
    return at + 4;
  }
}

export class ListReader implements Reader {
  constructor(private readonly item: Reader) {}

  read(reading: Reading, at: number, pieces: Pieces): number {
    const { text } = reading;
    if (text.charCodeAt(at) !== OPEN) return ODD;
    pieces.push('[');
    let end = at + 1;
    if (text.charCodeAt(end) !== CLOSE) end = this.#items(reading, end, pieces);
    if (end === ODD || text.charCodeAt(end) !== CLOSE) return ODD;
    pieces.push(']');
    return end + 1;
  }

  #items(reading: Reading, from: number, pieces: Pieces): number {
    let end = this.item.read(reading, from, pieces);
    while (end !== ODD && reading.text.charCodeAt(end) === COMMA) {
      pieces.push(',');
      end = this.item.read(reading, end + 1, pieces);
    }
    return end;
  }
}

/** Of a place where objects of several types may stand: each is read as those of its type. */
export class TypedReader implements Reader {
  constructor(private readonly byType: ReadonlyMap<string, Reader>) {}

  read(reading: Reading, at: number, pieces: Pieces): number {
    const { text } = reading;
    if (!text.startsWith(TYPENAME, at)) return ODD;
    const from = at + TYPENAME.length;
    return this.byType.get(text.slice(from, text.indexOf('"', from)))?.read(reading, at, pieces) ?? ODD;
  }
}

const TYPENAME = '{"__typename":"';

export function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : ODD;
}
