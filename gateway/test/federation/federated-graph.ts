import { isDeepStrictEqual } from 'node:util';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLFieldResolver, type GraphQLSchema, Kind, parse } from 'graphql';

export type Row = Readonly<Record<string, unknown>>;

/** One subgraph: its schema, what it knows of each entity, and whatever is more than a row. */
export interface Subgraph {
  readonly sdl: string;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What is asked, and what the subgraphs' rows make of it, worked out by hand. */
export interface Case {
  readonly query: string;
  readonly data: unknown;
  readonly variables?: Row;
  readonly errors?: true;
  /** Whose planner or executor is known to answer something else. */
  readonly wrong?: 'STOCK' | 'BOTH';
}

export interface FederatedGraph {
  readonly name: string;
  readonly subgraphs: Readonly<Record<string, Subgraph>>;
  readonly cases: readonly Case[];
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires",
  "@provides", "@shareable", "@interfaceObject", "@override", "@inaccessible", "@tag", "@extends"])\n`;

export function subgraph(sdl: string, rows: Subgraph['rows'] = {}, resolvers: Subgraph['resolvers'] = {}): Subgraph {
  return { sdl: LINK + sdl, rows, resolvers };
}

/** As of before there was a version to link to. */
export function firstFederation(sdl: string, rows: Subgraph['rows'] = {}, resolvers: Subgraph['resolvers'] = {}): Subgraph {
  return { sdl, rows, resolvers };
}

export function asks(query: string, data: unknown, more: Omit<Case, 'query' | 'data'> = {}): Case {
  return { query, data, ...more };
}

export function supergraphOf({ subgraphs }: FederatedGraph, addressOf: (subgraph: string) => string): string {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({ name, url: addressOf(name), typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Its entities are found by whatever of a reference their rows have; what a reference tells beside that is theirs too. */
export function schemaOf({ sdl, rows, resolvers }: Subgraph): GraphQLSchema {
  const typeDefs = parse(sdl);
  const types = typeDefs.definitions.flatMap((definition) => ('name' in definition && definition.name ? [definition] : []));
  const keyed = types.filter((type) => 'directives' in type && type.directives?.some(({ name }) => name.value === 'key'));
  const references = Object.fromEntries(
    keyed.map((type) => {
      const name = type.name?.value ?? '';
      return [name, { ...resolvers[name], __resolveReference: (reference: Row) => find(rows[name] ?? [], reference) }];
    }),
  );
  const abstract = types.filter(({ kind }) => kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.UNION_TYPE_DEFINITION);
  const told = Object.fromEntries(
    abstract.map(({ name }) => [name?.value, { ...references[name?.value ?? ''], __resolveType: (row: Row) => row['__typename'] }]),
  );
  return buildSubgraphSchema([{ typeDefs, resolvers: { ...resolvers, ...references, ...told } as never }]);
}

/** What a row or a reference does not tell of itself is told by the rows of its type. */
export function fieldResolver({ rows }: Subgraph): GraphQLFieldResolver<Row | undefined, unknown> {
  return (source, _arguments, _context, { fieldName, parentType }) => {
    if (!source || fieldName in source) return source?.[fieldName];
    return find(rows[parentType.name] ?? [], source)?.[fieldName];
  };
}

function find(rows: readonly Row[], reference: Row): Row | null {
  const { __typename, ...known } = reference;
  const row = rows.find((each) =>
    Object.entries(known).every(([key, value]) => !(key in each) || isDeepStrictEqual(each[key], plain(value))),
  );
  return row ? { ...known, ...row } : null;
}

/** Of an object in a reference only its members count, not what it is said to be of. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { __typename, ...members } = value as Row;
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, plain(member)]));
}
