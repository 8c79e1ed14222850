import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type AskedField, FieldInfo } from './field-info.ts';
import type { Place, Target } from './places.ts';
import type { Read } from './plain-members.ts';
import type { Run } from './run.ts';

/** Writes what the schema makes of a value into its place. Never throws. */
export type Complete = (run: Run, value: unknown, place: Place) => void;

/** Values of a field, or of items of its lists. */
export interface Values {
  readonly type: GraphQLOutputType;
  readonly field: AskedField;
  /** How many places up the first one is that may be null. */
  readonly up: number;
  /** What is asked of objects of a type. */
  selectionOf(field: AskedField, type: GraphQLObjectType, up: number): { make(run: Run, source: unknown, place: Place): Target };
  /** How values are read that need no more than that; null for others. */
  readOf(type: GraphQLOutputType, field: AskedField, up: number): Read | null;
}

/** How many places up the first one is that may be null, from one of this type in a place that is `around` up. */
export function upOf(type: GraphQLOutputType, around: number): number {
  return isNonNullType(type) ? around + 1 : 0;
}

export function completerOf(values: Values): Complete {
  const { type, field } = values;
  const complete = presentCompleter(getNullableType(type), values);
  const isNullable = !isNonNullType(type);
  return (run, value, place) => {
    if (value instanceof Error) run.fail(value, place);
    else if (value !== null && value !== undefined) complete(run, value, place);
    else if (isNullable) place.target[place.key] = null;
    else run.fail(new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`), place);
  };
}

/** Now or when it is there. */
export function settle(run: Run, value: unknown, complete: Complete, place: Place): void {
  try {
    if (isPromise(value)) run.wait(value, (settled) => complete(run, settled, place), place);
    else complete(run, value, place);
  } catch (fault) {
    // What it has as `then` cannot be read.
    run.fail(fault, place);
  }
}

function presentCompleter(type: GraphQLOutputType, values: Values): Complete {
  if (isListType(type)) return listCompleter(type.ofType, values);
  if (isLeafType(type)) return leafCompleter(type);
  return isAbstractType(type) ? abstractCompleter(type, values) : objectCompleter(type as GraphQLObjectType, values);
}

function leafCompleter(type: GraphQLLeafType): Complete {
  return (run, value, place) => {
    try {
      const told = type.serialize(value);
      if (told === null || told === undefined) throw new Error(`What ${type.name} makes of a value is no value.`);
      place.target[place.key] = told;
      if (Array.isArray(told)) run.hasColumn(told, place);
    } catch (fault) {
      run.fail(fault, place);
    }
  };
}

function listCompleter(type: GraphQLOutputType, { up: around, ...values }: Values): Complete {
  const { field, readOf } = values;
  const up = upOf(type, around);
  const complete = completerOf({ ...values, type, up });
  const read = readOf(type, field, up)?.read;
  const goOn = (run: Run, items: readonly unknown[], list: Target, from: number, prev: Place): void => {
    let index = from;
    for (; index < items.length && !run.isTired(); index++) {
      const item = items[index];
      if (read && isRead(read, item, list, index)) continue;
      settle(run, item, complete, { prev, key: index, typename: undefined, target: list, up });
    }
    if (index < items.length) run.later(() => goOn(run, items, list, index, prev), prev);
  };
  return (run, value, place) => {
    const items = listed(run, value, place, field);
    if (!items) return;
    const list: unknown[] = new Array(items.length);
    place.target[place.key] = list;
    run.hasList(list, place);
    goOn(run, items, list as unknown as Target, 0, place);
  };
}

/** False where it is odd. */
function isRead(read: (value: unknown) => unknown, item: unknown, list: Target, index: number): boolean {
  try {
    list[index] = read(item);
    return true;
  } catch {
    return false;
  }
}

/** Null where it fails: it is no list, or does not let itself be read. */
function listed(run: Run, value: unknown, place: Place, field: AskedField): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  try {
    if (typeof value === 'object' && value !== null && Symbol.iterator in value) return Array.from(value as Iterable<unknown>);
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`);
  } catch (fault) {
    run.fail(fault, place);
    return null;
  }
}

function objectCompleter(type: GraphQLObjectType, { field, up, selectionOf }: Values): Complete {
  const selection = selectionOf(field, type, up);
  const make: Complete = (run, value, place) => {
    place.target[place.key] = selection.make(run, value, place);
  };
  const { isTypeOf } = type;
  if (!isTypeOf) return make;
  const judge = (run: Run, value: unknown, place: Place, isOne: unknown) => {
    if (isOne) make(run, value, place);
    else run.fail(new GraphQLError(`Expected value of type "${type.name}" but got another.`), place);
  };
  return asking((run, value, place) => isTypeOf(value, run.context, new FieldInfo(field, run, place)), judge);
}

function abstractCompleter(type: GraphQLAbstractType, values: Values): Complete {
  const { field } = values;
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completers = new Map<unknown, Complete>();
  const newCompleter = (name: unknown): Complete => {
    const complete = objectCompleter(possibleType(type, name, field), values);
    completers.set(name, complete);
    return complete;
  };
  return asking(
    (run, value, place) => resolveType(value, run.context, new FieldInfo(field, run, place), type),
    (run, value, place, name) => (completers.get(name) ?? newCompleter(name))(run, value, place),
  );
}

/** For what has to be asked about a value first, which may take a while or fail. */
function asking(
  ask: (run: Run, value: unknown, place: Place) => unknown,
  then: (run: Run, value: unknown, place: Place, said: unknown) => void,
): Complete {
  const go = (run: Run, value: unknown, place: Place, said: unknown) => {
    try {
      then(run, value, place, said);
    } catch (fault) {
      run.fail(fault, place);
    }
  };
  return (run, value, place) => {
    try {
      const said = ask(run, value, place);
      if (isPromise(said)) run.wait(said, (settled) => go(run, value, place, settled), place);
      else go(run, value, place, said);
    } catch (fault) {
      run.fail(fault, place);
    }
  };
}

function possibleType(type: GraphQLAbstractType, name: unknown, field: AskedField): GraphQLObjectType {
  const { schema } = field.compiling;
  const found = typeof name === 'string' ? schema.getType(name) : undefined;
  const prefix = `Abstract type "${type.name}"`;
  if (typeof name !== 'string') throw new GraphQLError(`${prefix} must resolve to an Object type at runtime for field "${nameOf(field)}".`);
  if (!found) throw new GraphQLError(`${prefix} was resolved to a type "${name}" that does not exist inside the schema.`);
  if (!isObjectType(found)) throw new GraphQLError(`${prefix} was resolved to a non-object type "${name}".`);
  if (schema.isSubType(type, found)) return found;
  throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${type.name}".`);
}

function nameOf({ parentType, definition }: AskedField): string {
  return `${parentType.name}.${definition.name}`;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
