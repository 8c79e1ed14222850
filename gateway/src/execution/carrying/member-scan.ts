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
}

const CLOSE = '}'.charCodeAt(0);

/** Reads the members of an object in the order in which they come. */
export class MemberScan {
  readonly #steps: readonly Step[];

  constructor(stretches: readonly Stretch[]) {
    this.#steps = stretches.map(({ pattern, reader, part, key }, index) => ({
      pattern: new RegExp(`${index === 0 ? '\\{' : ','}${pattern}`, 'y'),
      reader,
      key,
      begins: part !== null && stretches[index - 1]?.part !== part,
      ends: part !== null && stretches[index + 1]?.part !== part ? part : null,
    }));
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
      if (step.ends !== null && !step.reader) parts[step.ends] = text.slice(from, end);
    }
    return text.charCodeAt(end) === CLOSE ? end + 1 : ODD;
  }
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
