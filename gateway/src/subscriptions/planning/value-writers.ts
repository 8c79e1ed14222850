import {
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { NotCompiled } from '../../execution/not-compiled.ts';
import type { SelectedFields } from './selected-fields.ts';

/** The JSON of a value; null where it may not stand there. */
export type Writer = (value: unknown) => string | null;

/** Of a payload of ours members are read by the names of their fields; of an answer of a subgraph by what they were asked for as. */
export type ReadBy = 'NAME' | 'KEY';

/** What is selected of one field, and how its value is read. */
export interface Written {
  readonly nodes: readonly FieldNode[];
  readonly selected: SelectedFields;
  readonly by: ReadBy;
}

export function fieldWriter(parent: GraphQLObjectType, written: Written): Writer {
  return writerOf(typeOfField(parent, written.nodes), written);
}

export function typeOfField(parent: GraphQLObjectType, nodes: readonly FieldNode[]): GraphQLOutputType {
  const field = parent.getFields()[nodes[0]?.name.value ?? ''];
  if (!field) throw new NotCompiled();
  return field.type;
}

function writerOf(type: GraphQLOutputType, written: Written): Writer {
  if (isNonNullType(type)) {
    const write = writerOf(type.ofType, written);
    return (value) => (value === null || value === undefined ? null : write(value));
  }
  const write = presentWriter(type, written);
  return (value) => (value === null || value === undefined ? 'null' : write(value));
}

function presentWriter(type: GraphQLOutputType, written: Written): Writer {
  if (isListType(type)) return listWriter(writerOf(type.ofType, written));
  if (isLeafType(type)) return leafWriter(type);
  if (isObjectType(type)) return objectWriter(type, written);
  throw new NotCompiled();
}

function listWriter(write: Writer): Writer {
  return (values) => {
    if (!Array.isArray(values)) return null;
    const texts = values.map(write);
    return texts.includes(null) ? null : `[${texts.join(',')}]`;
  };
}

function objectWriter(type: GraphQLObjectType, { nodes, selected, by }: Written): Writer {
  const members = [...selected.below(type, nodes)].map(([key, nodesOfKey], index) => ({
    name: by === 'KEY' ? key : (nodesOfKey[0]?.name.value ?? ''),
    head: headOf(key, index),
    write: memberWriter(type, { nodes: nodesOfKey, selected, by }),
  }));
  return (source) => {
    if (typeof source !== 'object' || source === null) return null;
    let text = '';
    for (const { name, head, write } of members) {
      const written = write(memberOf(source, name));
      if (written === null) return null;
      text += head + written;
    }
    return `${text}}`;
  };
}

/** What stands before a member's value. */
export function headOf(key: string, index: number): string {
  return `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`;
}

export function memberOf(source: object, name: string): unknown {
  const given = (source as Record<string, unknown>)[name];
  return typeof given === 'function' ? given.call(source) : given;
}

export function memberWriter(type: GraphQLObjectType, written: Written): Writer {
  const { nodes, by } = written;
  if (by === 'NAME' && nodes.some((node) => node.arguments?.length)) throw new NotCompiled();
  if (nodes[0]?.name.value !== '__typename') return fieldWriter(type, written);
  const name = JSON.stringify(type.name);
  return () => name;
}

/** What graphql-js would coerce is left to it; the graph's own scalars are told as they come. */
function leafWriter(type: GraphQLLeafType): Writer {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, JSON.stringify(name)]));
    return (value) => texts.get(value) ?? null;
  }
  switch (type.name) {
    case 'Int':
      return (value) => (typeof value === 'number' && (value | 0) === value ? String(value | 0) : null);
    case 'Float':
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? JSON.stringify(value) : null);
    case 'Boolean':
      return (value) => (typeof value === 'boolean' ? String(value) : null);
    default:
      return (value) => (typeof value === 'string' ? quoted(value) : null);
  }
}

/** Most texts of a market need no escapes. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

const PLAIN = /^[ !#-[\]-~]*$/;
