import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { compiledOrNull, NotCompiled } from '../../execution/not-compiled.ts';
import { type EntityFetch, readEntityFetches } from './entity-fetches.ts';
import { SelectedFields } from './selected-fields.ts';
import { fieldWriter, headOf, memberOf, memberWriter, quoted, typeOfField, type Writer } from './value-writers.ts';

/** What is known of an entity that a fetch asks for, by its representation's JSON; undefined: nothing. */
export type Recall = (fetch: EntityFetch, representation: string) => unknown;

export interface JoinedProjection {
  /** Null where something is not known yet, or the executor has to say what is wrong. */
  write(payload: object, recall: Recall): string | null;
}

export interface JoinedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** What the events subgraph is asked for. */
  readonly primary: DocumentNode;
  readonly rest: Parameters<typeof readEntityFetches>[0];
  /** Fields of instruments that an event may carry although the plan asks for them: then they are the event's. */
  readonly carried: readonly string[];
}

type JoinedWriter = (value: unknown, recall: Recall) => string | null;
/** `entities` are those that are joined to the object. */
type MemberWriter = (object: object, entities: readonly unknown[], recall: Recall) => string | null;

/**
 * Compiles an operation whose plan asks for entities that the event names, and for nothing behind them, into a function that
 * writes its JSON from the event and those entities. Null for what it does not know.
 */
export function compileJoined(asked: JoinedOperation): JoinedProjection | null {
  return compiledOrNull(() => new Compilation(asked).result());
}

/** One fetch's part of the answer. */
interface Source {
  readonly fetch: EntityFetch;
  readonly fields: SelectedFields;
}

/** An object of the event: what the event says of it, and who else does. */
interface Place {
  readonly told: ReadonlyMap<string, readonly FieldNode[]>;
  readonly sources: readonly Source[];
  readonly path: readonly string[];
}

class Compilation {
  readonly #selected: SelectedFields;
  readonly #told: SelectedFields;
  readonly #sources: readonly Source[];

  constructor(private readonly asked: JoinedOperation) {
    const { schema, document, primary, rest } = asked;
    this.#selected = new SelectedFields(schema, document);
    this.#told = new SelectedFields(schema, primary);
    this.#sources = readEntityFetches(rest).map((fetch) => ({ fetch, fields: new SelectedFields(schema, fetch.document) }));
  }

  result(): JoinedProjection {
    const { schema, operation, primary } = this.asked;
    const root = schema.getSubscriptionType();
    const told = getOperationAST(primary);
    const [first] = root ? this.#selected.of(root, [operation.selectionSet]) : [];
    if (!root || !told || !first) throw new NotCompiled();
    const [key, nodes] = first;
    const write = this.#field(root, nodes, this.#told.of(root, [told.selectionSet]).get(key) ?? [], [key]);
    const head = `{${JSON.stringify(key)}:`;
    return {
      write(payload, recall) {
        const text = write(payload, recall);
        return text === null ? null : `${head}${text}}`;
      },
    };
  }

  /** Of the event, with what is joined to it further below. */
  #field(parent: GraphQLObjectType, nodes: readonly FieldNode[], told: readonly FieldNode[], path: readonly string[]): JoinedWriter {
    const isRoot = path.length === 1;
    if (!this.#sources.some(({ fetch }) => startsWith(fetch.path, path)))
      return memberWriter(parent, { nodes, selected: this.#selected, by: 'NAME' });
    if (!isRoot && nodes.some((node) => node.arguments?.length)) throw new NotCompiled();
    const type = typeOfField(parent, nodes);
    const write = this.#object(getNullableType(type), nodes, told, path);
    const ofNull = isNonNullType(type) ? null : 'null';
    return (value, recall) => (value === null || value === undefined ? ofNull : write(value, recall));
  }

  #object(type: GraphQLOutputType, nodes: readonly FieldNode[], told: readonly FieldNode[], path: readonly string[]): JoinedWriter {
    if (!isObjectType(type)) throw new NotCompiled();
    const sources = this.#sources.filter(({ fetch }) => isSame(fetch.path, path));
    const place = { told: this.#told.below(type, told), sources, path };
    for (const { fetch } of sources) {
      if (fetch.typeName !== type.name || fetch.required.some((name) => !place.told.has(name))) throw new NotCompiled();
    }
    const members = [...this.#selected.below(type, nodes)].map(([key, nodesOfKey], index) => ({
      head: headOf(key, index),
      write: this.#member(type, key, nodesOfKey, place),
    }));
    const needs = sources.map(({ fetch, fields }) => ({ fetch, carried: this.#allCarried(fields.of(type, [fetch.selection])) }));
    return (object, recall) => {
      if (typeof object !== 'object' || object === null) return null;
      const entities = recallAll(needs, object, recall);
      return entities && writeMembers(members, object, entities, recall);
    };
  }

  /** The names of what a fetch asks for, where an event may carry all of it; null: it may not. */
  #allCarried(fields: ReadonlyMap<string, readonly FieldNode[]>): readonly string[] | null {
    const names = [...fields.values()].flatMap(([node]) => (node && node.name.value !== '__typename' ? [node.name.value] : []));
    return names.length > 0 && names.every((name) => this.asked.carried.includes(name)) ? names : null;
  }

  #member(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[], { told, sources, path }: Place): MemberWriter {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return () => quoted(type.name);
    const own = told.get(key);
    const owns = sources.map(({ fetch, fields }) => fields.of(type, [fetch.selection]).has(key));
    if (owns.filter(Boolean).length + (own ? 1 : 0) !== 1) throw new NotCompiled();
    const owner = owns.indexOf(true);
    const isJoinedFurther = this.#sources.some(({ fetch }) => startsWith(fetch.path, [...path, key]));
    if (!own && isJoinedFurther) throw new NotCompiled();
    if (own) {
      const write = this.#field(type, nodes, own, [...path, key]);
      return (object, _entities, recall) => write(memberOf(object, name), recall);
    }
    const write = fieldWriter(type, { nodes, selected: this.#selected, by: 'KEY' });
    const writeCarried = this.asked.carried.includes(name) ? fieldWriter(type, { nodes, selected: this.#selected, by: 'NAME' }) : null;
    return (object, entities) => {
      const carried = writeCarried && memberOf(object, name);
      return carried ? writeCarried(carried) : writeOf(entities[owner], key, write);
    };
  }
}

/** What is undefined was not kept. */
function writeOf(entity: unknown, key: string, write: Writer): string | null {
  if (typeof entity !== 'object' || entity === null) return write(null);
  const value = memberOf(entity, key);
  return value === undefined ? null : write(value);
}

interface Need {
  readonly fetch: EntityFetch;
  /** An event with these needs nothing of the entity. */
  readonly carried: readonly string[] | null;
}

/** Null where one of them is not known. */
function recallAll(needs: readonly Need[], object: object, recall: Recall): unknown[] | null {
  const entities: unknown[] = [];
  for (const { fetch, carried } of needs) {
    if (carried?.every((name) => memberOf(object, name))) {
      entities.push(null);
      continue;
    }
    const representation = fetch.representation(object);
    const entity = representation === null ? undefined : recall(fetch, representation);
    if (entity === undefined) return null;
    entities.push(entity);
  }
  return entities;
}

function writeMembers(
  members: readonly { readonly head: string; readonly write: MemberWriter }[],
  object: object,
  entities: readonly unknown[],
  recall: Recall,
): string | null {
  let text = '';
  for (const { head, write } of members) {
    const written = write(object, entities, recall);
    if (written === null) return null;
    text += head + written;
  }
  return `${text}}`;
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((key, index) => path[index] === key);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && startsWith(a, b);
}
