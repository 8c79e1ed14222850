import { type FieldNode, type GraphQLField, type GraphQLOutputType, isListType, isNonNullType, Kind, type ValueNode } from 'graphql';
import { namedByFilter, usualSizes } from './usual-sizes.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** Of lists that say nothing of their size, as they are in most graphs: few, and within each other. */
const ASSUMED = 3;
const SIZES = ['first', 'last', 'limit'];
const NAMES = ['symbols', 'ids'];
const MOST = 1_000_000;

/** How many entries a field may have, by its own arguments; null where none of them says it. */
export type ListSize = number | ((variables: Variables) => number);

/** What an argument says, if it says a number. Holds no node of the document: its tokens would be kept with it. */
type Reading = (variables: Variables) => number | null;

export function listSize(parent: string, definition: GraphQLField<unknown, unknown>, field: FieldNode): ListSize | null {
  const given = new Map(field.arguments?.map(({ name, value }) => [name.value, value]));
  const sizes = SIZES.filter((name) => definition.args.some((argument) => argument.name === name));
  const place = `${parent}.${definition.name}`;
  const named = namesIn(given, namedByFilter.includes(place));
  if (sizes.length === 0 && named.length === 0) return usualSizes[place] ?? null;
  const byDefault = sizes.map((name) => definition.args.find((argument) => argument.name === name)?.defaultValue).find(isNumber);
  const asked = sizes.map((name) => given.get(name)).filter((value) => value !== undefined);
  const readings = [...asked.map(numberIn), ...named.map(lengthOf)];
  const otherwise = byDefault ?? pageOf(sizes);
  const size = (variables: Variables) => {
    const known = readings.map((read) => read(variables)).filter((count) => count !== null);
    return Math.min(known.length > 0 ? Math.min(...known) : otherwise, MOST);
  };
  return [...asked, ...named].some(({ kind }) => kind === Kind.VARIABLE) ? size : size({});
}

export function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

export function assumedSize(): number {
  return ASSUMED;
}

/** A page of which nobody says how long it is. */
function pageOf(sizes: readonly string[]): number {
  return sizes.length > 0 ? 500 : ASSUMED;
}

/** Lists that name what is asked for, one by one: an argument, or a member of a filter that is known for it. */
function namesIn(given: ReadonlyMap<string, ValueNode>, isByFilter: boolean): ValueNode[] {
  const filters = isByFilter ? [...given.values()].filter((value) => value.kind === Kind.OBJECT) : [];
  const members = filters.flatMap(({ fields }) => fields.map(({ name, value }) => [name.value, value] as const));
  return [...given, ...members].filter(([name]) => NAMES.includes(name)).map(([, value]) => value);
}

export function numberIn(value: ValueNode): Reading {
  const constant = value.kind === Kind.INT ? Math.max(Number(value.value), 0) : null;
  return ofVariable(value, (given) => (isNumber(given) ? Math.max(given, 0) : null)) ?? (() => constant);
}

function lengthOf(value: ValueNode): Reading {
  const constant = value.kind === Kind.LIST ? value.values.length : null;
  return ofVariable(value, (given) => (Array.isArray(given) ? given.length : null)) ?? (() => constant);
}

function ofVariable(value: ValueNode, read: (given: unknown) => number | null): Reading | null {
  if (value.kind !== Kind.VARIABLE) return null;
  const name = value.name.value;
  return (variables) => read(variables[name]);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}
