import type { Pattern } from './json-patterns.ts';
import type { Reading } from './owners.ts';
import type { Pieces } from './pieces.ts';
import { endOf, ODD, type Reader } from './readers.ts';

/** One member of an answer, or several that follow each other and are told together. */
export interface Stretch {
  /** From the name of the first member on; of a value that is read by a reader, only its name. */
  readonly pattern: Pattern;
  /** Of the value, where it is not told as it came. */
  readonly reader: Reader | null;
  /** Which part of the object it belongs to; null where it is not told. */
  readonly part: number | null;
  /** Which key of the object it is; null for none. */
  readonly key: number | null;
}

interface Step {
  readonly pattern: RegExp;
  readonly reader: Reader | null;
  readonly key: number | null;
  /** The part that begins, or ends, with it. */
  readonly begins: boolean;
  readonly ends: number | null;
  /** The part that ends with it and is told as it came. */
  readonly slice: number | null;
}

const CLOSE = '}'.charCodeAt(0);

/** Reads the members of an object in the order in which they come. */
export class MemberScan {
  readonly #steps: readonly Step[];

  constructor(stretches: readonly Stretch[]) {
    this.#steps = stretches.map(({ pattern, reader, part, key }, index) => {
      const ends = stretches[index + 1]?.part === part ? null : part;
      return {
        pattern: new RegExp(`${index === 0 ? '\\{' : ','}${pattern}`, 'y'),
        reader,
        key,
        begins: stretches[index - 1]?.part !== part,
        ends,
        slice: reader ? null : ends,
      };
    });
  }

  /** `parts`: what is told of the object; `keys`: members that others are asked by. Where the object ends. */
  read(reading: Reading, at: number, parts: Pieces, keys: string[]): number {
    const { text } = reading;
    if (this.#steps.length === 0) return text.startsWith('{}', at) ? at + 2 : ODD;
    let end = at;
    let from = at;
    for (const step of this.#steps) {
      const before = end + 1;
      if (step.begins) from = before;
      end = readStep(step, reading, end, parts);
      if (end === ODD) return ODD;
      if (step.key !== null) keys[step.key] = text.slice(before, end);
      if (step.slice !== null) parts[step.slice] = text.slice(from, end);
    }
    return closed(text, end);
  }
}

function closed(text: string, end: number): number {
  return text.charCodeAt(end) === CLOSE ? end + 1 : ODD;
}

function readStep({ pattern, reader, ends }: Step, reading: Reading, at: number, parts: Pieces): number {
  const end = endOf(pattern, reading.text, at);
  return reader && end !== ODD ? readMember(reader, ends, reading, at + 1, end, parts) : end;
}

/** One whose value is not told as it came. */
function readMember(reader: Reader, part: number | null, reading: Reading, from: number, at: number, parts: Pieces): number {
  const pieces: Pieces = [reading.text.slice(from, at)];
  if (part !== null) parts[part] = pieces;
  return reader.read(reading, at, pieces);
}
