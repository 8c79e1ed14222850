import {
  type DocumentNode,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { NotCompiled, SelectedFields } from './selected-fields.ts';

/** The JSON of `data` for one event's payload; null where the payload is not what the schema promises: the executor tells what is wrong. */
export type Projection = (payload: object) => string | null;

/** The JSON of a value; null where it may not stand there. */
type Writer = (value: unknown) => string | null;

/**
 * Compiles an operation that needs nothing but the event itself into a function that writes its JSON; the executor would resolve and
 * shape every field of every event anew. Null for what it does not know: conditions, arguments, abstract types.
 */
export function compileProjection(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Projection | null {
  const root = schema.getSubscriptionType();
  if (!root) return null;
  const selected = new SelectedFields(schema, document);
  try {
    const [first] = selected.of(root, [operation.selectionSet]);
    if (!first) return null;
    const [key, nodes] = first;
    const write = fieldWriter(root, nodes, selected);
    const head = `{${JSON.stringify(key)}:`;
    return (payload) => {
      const text = write(payload);
      return text === null ? null : `${head}${text}}`;
    };
  } catch (error) {
    if (error instanceof NotCompiled) return null;
    throw error;
  }
}

function fieldWriter(parent: GraphQLObjectType, nodes: readonly FieldNode[], selected: SelectedFields): Writer {
  const field = parent.getFields()[nodes[0]?.name.value ?? ''];
  if (!field) throw new NotCompiled();
  return writerOf(field.type, nodes, selected);
}

function writerOf(type: GraphQLOutputType, nodes: readonly FieldNode[], selected: SelectedFields): Writer {
  if (isNonNullType(type)) {
    const write = writerOf(type.ofType, nodes, selected);
    return (value) => (value === null || value === undefined ? null : write(value));
  }
  const write = presentWriter(type, nodes, selected);
  return (value) => (value === null || value === undefined ? 'null' : write(value));
}

function presentWriter(type: GraphQLOutputType, nodes: readonly FieldNode[], selected: SelectedFields): Writer {
  if (isListType(type)) return listWriter(writerOf(type.ofType, nodes, selected));
  if (isLeafType(type)) return leafWriter(type);
  if (isObjectType(type)) return objectWriter(type, nodes, selected);
  throw new NotCompiled();
}

function listWriter(write: Writer): Writer {
  return (values) => {
    if (!Array.isArray(values)) return null;
    const texts = values.map(write);
    return texts.includes(null) ? null : `[${texts.join(',')}]`;
  };
}

function objectWriter(type: GraphQLObjectType, nodes: readonly FieldNode[], selected: SelectedFields): Writer {
  const fields = selected.of(
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
  const members = [...fields].map(([key, nodesOfKey], index) => ({
    name: nodesOfKey[0]?.name.value ?? '',
    head: `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`,
    write: memberWriter(type, nodesOfKey, selected),
  }));
  return (source) => {
    if (typeof source !== 'object' || source === null) return null;
    let text = '';
    for (const { name, head, write } of members) {
      const given = (source as Record<string, unknown>)[name];
      const written = write(typeof given === 'function' ? given.call(source) : given);
      if (written === null) return null;
      text += head + written;
    }
    return `${text}}`;
  };
}

function memberWriter(type: GraphQLObjectType, nodes: readonly FieldNode[], selected: SelectedFields): Writer {
  if (nodes.some((node) => node.arguments?.length)) throw new NotCompiled();
  if (nodes[0]?.name.value !== '__typename') return fieldWriter(type, nodes, selected);
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
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

const PLAIN = /^[ !#-[\]-~]*$/;
