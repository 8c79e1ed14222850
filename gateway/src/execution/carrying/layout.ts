import { isNonNullType, type ObjectType } from '@apollo/federation-internals';
import { NotCompiled } from '../not-compiled.ts';
import type { SelectedField } from '../shaped-fields.ts';
import { type Pattern, UNTOLD } from './json-patterns.ts';
import { MemberScan, type Stretch } from './member-scan.ts';
import type { Origin } from './object-reader.ts';
import type { Reader } from './readers.ts';
import type { TextField } from './text-fields.ts';

/** A value as it is read: by what it matches where it is told as it came. */
export type Value = { readonly pattern: Pattern } | { readonly reader: Reader };

/** Longer ones are taken apart: what V8 makes of them grows with them. */
export const MAX_PATTERN = 8_000;

/** A member of an object, and who answers it. */
interface Told {
  readonly field: SelectedField;
  readonly from: number;
  /** Its place among what that one answers. */
  readonly index: number;
  readonly value: Value;
}

/** Who answers members of an object: one fetch with the object itself, others more of it. */
export interface Answering {
  readonly fields: readonly TextField[];
  /** The number of the fetch; null for the one with the object itself. */
  readonly fetch: number | null;
}

type Valued = (field: SelectedField, source: TextField) => Value;

/** An object of one type: what is told of it, and in which order each of those who answer something of it does. */
export class Layout {
  readonly origins: Origin[] = [];
  readonly #told: Told[] = [];
  /** For each who answers, how many parts it has, and which member belongs to which. */
  readonly #parts: Map<number, number>[];
  readonly #counts: number[];

  constructor(
    readonly type: ObjectType,
    private readonly fields: readonly SelectedField[],
    private readonly answers: readonly Answering[],
    memberValue: Valued,
  ) {
    this.#parts = answers.map(() => new Map());
    this.#counts = answers.map(() => 0);
    for (const field of fields) this.#place(field, memberValue);
  }

  /** Null where not all is told as it comes. */
  get members(): readonly Pattern[] | null {
    const [only, ...others] = this.answers;
    if (others.length > 0 || only?.fields.length !== this.fields.length || this.#told.length !== this.fields.length) return null;
    const patterns = this.#told.map(({ index, value }, place) => (index === place && 'pattern' in value ? value.pattern : null));
    const named = patterns.flatMap((pattern, place) => (pattern === null ? [] : [`"${only.fields[place]?.key}":${pattern}`]));
    return named.length === patterns.length ? named : null;
  }

  /** `keys`: members that others are asked by, with the number of each. */
  scan(from: number, keys: ReadonlyMap<string, number> = new Map()): MemberScan {
    const stretches: Stretch[] = [];
    for (const [index, source] of (this.answers[from]?.fields ?? []).entries()) {
      const next = this.#stretch(from, index, source, keys.get(source.key) ?? null);
      const before = stretches.at(-1);
      if (before && areOne(before, next)) stretches[stretches.length - 1] = { ...before, pattern: `${before.pattern},${next.pattern}` };
      else stretches.push(next);
    }
    return new MemberScan(stretches);
  }

  /** What is told in place of each part where nothing is answered. */
  missing(from: number): (string | null)[] {
    return Array.from({ length: this.#counts[from] ?? 0 }, (_, part) => {
      const fields = this.#told.filter((told) => told.from === from && this.#parts[from]?.get(told.index) === part);
      return fields.some(({ field }) => isNonNullType(field.type)) ? null : fields.map(({ field }) => `"${field.name}":null`).join(',');
    });
  }

  #place(field: SelectedField, memberValue: Valued): void {
    const isTypename = field.field.name === '__typename';
    const found = this.answers.flatMap(({ fields }, from) => {
      const index = fields.findIndex(({ key }) => key === field.name);
      const source = fields[index];
      return source ? [{ from, index, source }] : [];
    });
    const [first, ...others] = found;
    if (!first && isTypename) this.origins.push({ text: `"${field.name}":"${this.type.name}"` });
    else if (!first || (others.length > 0 && !isTypename)) throw new NotCompiled('A member is answered by nobody, or by several.');
    else
      this.#add({ field, from: first.from, index: first.index, value: isTypename ? this.#typename() : memberValue(field, first.source) });
  }

  /** Members that are told one after the other as they were answered are one part. */
  #add(told: Told): void {
    const { from, index, value } = told;
    const before = this.#told.at(-1);
    const last = this.origins.at(-1);
    const goesOn = before?.from === from && before.index === index - 1 && last && !('text' in last);
    if (!(goesOn && 'pattern' in value && 'pattern' in before.value)) this.#begin(from);
    this.#parts[from]?.set(index, (this.#counts[from] ?? 0) - 1);
    this.#told.push(told);
  }

  #begin(from: number): void {
    const part = this.#counts[from] ?? 0;
    const fetch = this.answers[from]?.fetch ?? null;
    this.origins.push(fetch === null ? { part } : { fetch });
    this.#counts[from] = part + 1;
  }

  #stretch(from: number, index: number, source: TextField, key: number | null): Stretch {
    const told = this.#told.find((one) => one.from === from && one.index === index);
    const part = this.#parts[from]?.get(index) ?? null;
    const value = told?.value ?? this.#untold(source);
    if ('pattern' in value) return { pattern: `"${source.key}":${value.pattern}`, reader: null, part, key };
    if (key !== null) throw new NotCompiled('A key is more than a value.');
    return { pattern: `"${source.key}":`, reader: value.reader, part, key };
  }

  #untold({ name, sets }: TextField): Value {
    if (sets.length > 0) throw new NotCompiled('Objects are needed that nobody is told of.');
    return name === '__typename' ? this.#typename() : { pattern: UNTOLD };
  }

  #typename(): Value {
    return { pattern: `"${this.type.name}"` };
  }
}

function areOne(before: Stretch, next: Stretch): boolean {
  const arePlain = !before.reader && !next.reader && before.key === null && next.key === null;
  return arePlain && before.part === next.part && before.pattern.length + next.pattern.length < MAX_PATTERN;
}
