import {
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  type NamedType,
  type ObjectType,
  possibleRuntimeTypes,
  type Type,
} from '@apollo/federation-internals';
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { SelectionSetNode } from 'graphql';
import { NotCompiled } from '../not-compiled.ts';
import { type Occurrence, type SelectedField, type ShapeContext, selectedFields } from '../shaped-fields.ts';
import { leafPattern, listOf, nullable, objectOf, oneOf } from './json-patterns.ts';
import { type Answering, Layout, MAX_PATTERN, type Value } from './layout.ts';
import { EntityReader, ObjectReader, type Use } from './object-reader.ts';
import { ListReader, NullableReader, PlainReader, type Reader, TypedReader } from './readers.ts';
import { type Applying, type TextField, textFields } from './text-fields.ts';

/** A fetch that asks more of the entities at a path. */
export interface EntityFetch {
  readonly number: number;
  readonly requires: readonly QueryPlanSelectionNode[];
  /** What is asked of each entity. */
  readonly sets: readonly SelectionSetNode[];
}

export interface Carrying extends Applying {
  readonly shape: ShapeContext;
  fetchesAt(path: string): readonly EntityFetch[];
}

/** A place in the answer: what clients ask for there, and what the subgraph is asked that answers it. */
interface Place {
  readonly occurrences: readonly Occurrence[];
  readonly sets: readonly SelectionSetNode[];
  /** Names, and `@` for each item of a list, with `/` before each. */
  readonly path: string;
}

/** The members of an object, each with a value that is read, answered by the sources. */
export function layoutOf(carrying: Carrying, type: ObjectType, place: Omit<Place, 'sets'>, answers: readonly Answering[]): Layout {
  const occurrences = place.occurrences.map(({ set }) => ({ set, parentType: type }));
  return new Layout(type, selectedFields(carrying.shape, occurrences, type.name), answers, (field, { sets }) =>
    anyValue(carrying, field.type, memberPlace(place.path, field, sets)),
  );
}

function memberPlace(path: string, { name, occurrences }: SelectedField, sets: readonly SelectionSetNode[]): Place {
  return { occurrences, sets, path: `${path}/${name}` };
}

function anyValue(carrying: Carrying, type: Type, place: Place): Value {
  if (isNonNullType(type)) return presentValue(carrying, type.ofType, place);
  const value = presentValue(carrying, type, place);
  return 'pattern' in value ? { pattern: nullable(value.pattern) } : { reader: new NullableReader(value.reader) };
}

function presentValue(carrying: Carrying, type: Type, place: Place): Value {
  if (isListType(type)) {
    const item = anyValue(carrying, type.ofType, { ...place, path: `${place.path}/@` });
    return 'pattern' in item ? { pattern: listOf(item.pattern) } : { reader: new ListReader(item.reader) };
  }
  if (!isCompositeType(type)) return { pattern: leafPattern(type as NamedType) };
  const types = possibleRuntimeTypes(type);
  const objects = types.map((one) => objectOfType(carrying, one, place, isAbstractType(type)));
  const patterns = objects.flatMap((value) => ('pattern' in value ? [value.pattern] : []));
  const pattern = oneOf(patterns);
  if (patterns.length === objects.length && pattern.length < MAX_PATTERN) return { pattern };
  const readers = objects.map(readerOf);
  const [only] = readers;
  if (only && !isAbstractType(type)) return { reader: only };
  return { reader: new TypedReader(new Map(types.map(({ name }, index) => [name, readers[index] as Reader]))) };
}

function readerOf(value: Value): Reader {
  return 'pattern' in value ? new PlainReader(value.pattern) : value.reader;
}

/** Where others may stand too it must say first what it is. */
function objectOfType(carrying: Carrying, type: ObjectType, place: Place, mustTell: boolean): Value {
  const sources = textFields(carrying, place.sets, type.name);
  const tells = sources.findIndex(({ key, name }) => key === '__typename' && name === '__typename');
  if (mustTell && tells !== 0) throw new NotCompiled('An object does not say first what it is.');
  const uses = carrying.fetchesAt(place.path).flatMap(({ number, requires, sets }) => {
    const keys = keysOf(carrying, requires, type.name);
    return keys.length === 0 ? [] : [{ fetch: number, keys, fields: textFields(carrying, sets, type.name) }];
  });
  const layout = layoutOf(carrying, type, place, [{ fields: sources, fetch: null }, ...uses]);
  const { members } = layout;
  if (members) return { pattern: objectOf(members) };
  const keys = numbered(uses.flatMap((use) => use.keys).filter((key) => key !== '__typename'));
  const made = uses.map((use, index): Use => {
    for (const name of use.keys) checkKey(sources, name);
    const reader = new EntityReader(layout.scan(index + 1), layout.missing(index + 1));
    return { fetch: use.fetch, representation: representationOf(use.keys, keys, type), reader };
  });
  return { reader: new ObjectReader(layout.scan(0, keys), made, layout.origins) };
}

function representationOf(names: readonly string[], keys: ReadonlyMap<string, number>, type: ObjectType): (string | number)[] {
  const parts: (string | number)[] = [];
  let text = '{';
  for (const name of names) {
    const key = keys.get(name);
    if (key === undefined) text += `"__typename":"${type.name}"`;
    else {
      parts.push(text, key);
      text = '';
    }
    text += ',';
  }
  return [...parts, `${text.slice(0, -1)}}`];
}

function checkKey(sources: readonly TextField[], name: string): void {
  if (!sources.some(({ key, sets }) => key === name && sets.length === 0))
    throw new NotCompiled('A key is not answered where its entity is.');
}

function numbered(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(names)].map((name, index) => [name, index]));
}

/** What the subgraph is told of an entity of the type; nothing where it is not asked about it. */
function keysOf(applying: Applying, requires: readonly QueryPlanSelectionNode[], type: string): string[] {
  const names = requires.flatMap((selection): string[] => {
    if (selection.kind === 'InlineFragment') {
      const isOf = selection.typeCondition && applying.isOf(type, selection.typeCondition);
      return isOf ? keysOf(applying, selection.selections, type) : [];
    }
    if (selection.selections) throw new NotCompiled('Subgraphs are told of objects within entities.');
    return [selection.alias || selection.name];
  });
  const keys = [...new Set(names)];
  if (keys.length > 0 && !keys.includes('__typename')) throw new NotCompiled('Subgraphs are not told what an entity is.');
  return keys;
}
