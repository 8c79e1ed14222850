import { type FieldNode, type GraphQLField, type GraphQLOutputType, isListType, isNonNullType, Kind, type ValueNode } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** Of lists that say nothing of their size. */
const ASSUMED = 10;
/** Lists that are longer than that, and take no argument that says so. */
const assumed: Readonly<Record<string, number>> = {
  'Query.systemStatus': 10,
  'Instrument.sentimentHistory': 200,
  'Feed.gaps': 100,
};
const SIZES = ['first', 'last', 'limit'];
const NAMES = ['symbols', 'ids'];
const MOST = 1_000_000;

/** How many entries a field may have, by its own arguments; null where none of them says it. */
export type ListSize = number | ((variables: Variables) => number);

export function listSize(parent: string, definition: GraphQLField<unknown, unknown>, field: FieldNode): ListSize | null {
  const given = new Map(field.arguments?.map(({ name, value }) => [name.value, value]));
  const sizes = SIZES.filter((name) => definition.args.some((argument) => argument.name === name));
  const named = namesIn(given);
  if (sizes.length === 0 && named.length === 0) return assumed[`${parent}.${definition.name}`] ?? null;
  const byDefault = sizes.map((name) => definition.args.find((argument) => argument.name === name)?.defaultValue).find(isNumber);
  const asked = sizes.map((name) => given.get(name)).filter((value) => value !== undefined);
  const size = (variables: Variables) => {
    const counts = [...asked.map((value) => numberIn(value, variables)), ...named.map((value) => lengthOf(value, variables))];
    const known = counts.filter((count) => count !== null);
    return Math.min(known.length > 0 ? Math.min(...known) : (byDefault ?? pageOf(sizes)), MOST);
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

/** Lists that name what is asked for, one by one: an argument, or a member of a filter. */
function namesIn(given: ReadonlyMap<string, ValueNode>): ValueNode[] {
  const found: ValueNode[] = [];
  for (const [name, value] of given) {
    if (NAMES.includes(name)) found.push(value);
    else if (value.kind === Kind.OBJECT) for (const member of value.fields) if (NAMES.includes(member.name.value)) found.push(member.value);
  }
  return found;
}

export function numberIn(value: ValueNode, variables: Variables): number | null {
  if (value.kind === Kind.INT) return Math.max(Number(value.value), 0);
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : null;
  return isNumber(given) ? Math.max(given, 0) : null;
}

function lengthOf(value: ValueNode, variables: Variables): number | null {
  if (value.kind === Kind.LIST) return value.values.length;
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : null;
  return Array.isArray(given) ? given.length : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}
