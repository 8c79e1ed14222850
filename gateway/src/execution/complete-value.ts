import { isCompositeType, isListType, isNonNullType, type NamedType, type Type } from '@apollo/federation-internals';
import { leafCheck } from './leaf-values.ts';

/** What in an answer is not as its type says. */
export class Flaws {
  /** A value is wrong or missing: what exactly is told by the stock executor's own shaping. */
  found = false;
  /** Where no object or no list is what should be one: the ways there, from their ends. */
  readonly malformed: (string | number)[][] = [];

  note(): null {
    this.found = true;
    return null;
  }

  noteMalformed(): null {
    this.malformed.push([]);
    return null;
  }

  /** Those from the given one on are in this member or item. The number of all. */
  placeIn(member: string | number, from: number): number {
    for (const way of this.malformed.slice(from)) way.push(member);
    return this.malformed.length;
  }
}

/** A value that is there, as its type wants it; null where it is not of its type, or lacks what its type must have. */
export type Complete = (value: unknown, flaws: Flaws) => unknown;

/** What an object is completed by; made where a type turns out to be one. */
export interface Completing {
  complete(value: unknown, flaws: Flaws): unknown;
}

export function isRequired(type: Type): boolean {
  return isNonNullType(type);
}

export function compileValue(type: Type, shape: () => Completing): Complete {
  if (isNonNullType(type)) return compileValue(type.ofType, shape);
  if (isListType(type)) return compileList(type.ofType, shape);
  if (isCompositeType(type)) {
    const object = shape();
    return (value, flaws) => object.complete(value, flaws);
  }
  const isOfType = leafCheck(type as NamedType);
  return isOfType ? (value, flaws) => (isOfType(value) ? value : flaws.note()) : (value) => value;
}

function compileList(item: Type, shape: () => Completing): Complete {
  const complete = compileValue(item, shape);
  const required = isRequired(item);
  return (value, flaws) => {
    if (!Array.isArray(value)) return flaws.noteMalformed();
    const list = completed(value, complete, flaws);
    return required && list.includes(null) ? flaws.note() : list;
  };
}

/** The list as it was answered where nothing of it changes. */
function completed(list: readonly unknown[], complete: Complete, flaws: Flaws): readonly unknown[] {
  let changed: unknown[] | null = null;
  let index = 0;
  let placed = flaws.malformed.length;
  for (const told of list) {
    const done = told === null || told === undefined ? null : complete(told, flaws);
    if (done !== told) {
      placed = flaws.placeIn(index, placed);
      changed ??= list.slice(0, index);
    }
    changed?.push(done);
    index++;
  }
  return changed ?? list;
}
