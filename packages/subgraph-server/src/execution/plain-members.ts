import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  isLeafType,
  isNonNullType,
} from 'graphql';
import { SHORT } from './long-answers.ts';
import type { Target } from './places.ts';

/**
 * How a value is read that needs no more than reading: it is there, and so is all that is asked of it. Throws where anything is odd: a promise, a
 * function, an Error, nothing where something is promised. Reading has no effects, so that who meets something odd may begin again with care.
 */
export interface Read {
  /** Values of which this holds are told as they are: an expression about `value`. */
  readonly asIs?: string;
  read(value: unknown): unknown;
}

/** What an object has at a key of the answer: what is the same for all, as JSON, or what is read from the member of that name. */
export type Member = { readonly key: string } & ({ readonly constant: string } | { readonly name: string; readonly read: Read });

const ODD = Symbol('odd');

export function odd(): never {
  throw ODD;
}

/** Null where null may be, and what `read` makes of what is there. */
export function nullable(type: GraphQLOutputType, read: (value: unknown) => unknown): (value: unknown) => unknown {
  const isNonNull = isNonNullType(type);
  return (value) => (value !== null && value !== undefined ? read(value) : isNonNull ? odd() : null);
}

/** Null for what is no leaf. */
export function leafRead(type: GraphQLOutputType): Read | null {
  const leaf = isNonNullType(type) ? type.ofType : type;
  if (!isLeafType(leaf)) return null;
  const asIs = AS_IS.get(leaf);
  const read = nullable(type, (value) => {
    if (typeof value === 'function' || isOddObject(value) || (Array.isArray(value) && value.length > SHORT)) odd();
    return leaf.serialize(value) ?? odd();
  });
  return asIs === undefined ? { read } : { read, asIs };
}

const TEXT = 'typeof value === "string"';
const AS_IS = new Map<GraphQLLeafType, string>([
  [GraphQLString, TEXT],
  [GraphQLID, TEXT],
  [GraphQLInt, '(value | 0) === value'],
  [GraphQLFloat, 'typeof value === "number" && value - value === 0'],
  [GraphQLBoolean, 'typeof value === "boolean"'],
]);

function isOddObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value instanceof Error || 'then' in value);
}

/** Objects that are members, as `make` makes them. */
export function objectRead(type: GraphQLOutputType, make: (source: object) => unknown): Read {
  return { read: nullable(type, (value) => (typeof value !== 'object' || value === null || isOddObject(value) ? odd() : make(value))) };
}

/** Makes an object of the answer in one go, by a literal of its names: engines are fastest with these. Throws as reading does. */
export function plainMaker(members: readonly Member[]): (source: object) => Target {
  const reads: ((value: unknown) => unknown)[] = [];
  const written = members.map((member) => {
    if ('constant' in member) return `${member.key}: ${member.constant}`;
    const { asIs = 'false', read } = member.read;
    const place = reads.push(read) - 1;
    return `${member.key}: (value = source.${member.name}, ${asIs} ? value : read${place}(value))`;
  });
  const names = reads.map((_, place) => `read${place}`);
  // Names are those of GraphQL: letters, digits and underscores. Nothing else of an operation gets into the text.
  return new Function(...names, `return (source) => { let value; return { ${written.join(', ')} }; }`)(...reads);
}
