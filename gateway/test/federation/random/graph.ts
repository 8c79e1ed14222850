import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, isAbstractType, parse, validate } from 'graphql';
import type { DataSource } from '../../../src/queries/data-source.ts';
import type { Model } from './model.ts';
import { sdlOf } from './sdl.ts';
import { entityOf, type RandomWorld, type Resolver, type Row } from './world.ts';

export function composed(model: Model): string {
  const services = model.subgraphs.map((name) => ({ name, url: `http://${name}`, typeDefs: parse(sdlOf(model, name)) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Each subgraph of the graph, in this process: as strict as a server, and asked by text alone. */
export function sourcesOf(model: Model, world: RandomWorld): Record<string, DataSource> {
  return Object.fromEntries(
    model.subgraphs.map((name) => {
      const schema = schemaOf(sdlOf(model, name));
      return [name, { process: async (asked) => answered(schema, world.part(name), asked.request) }];
    }),
  );
}

async function answered(schema: GraphQLSchema, fieldResolver: Resolver, { query = '', variables, operationName }: Asked) {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { data: null, errors };
  const given = { variableValues: variables ?? {}, operationName: operationName ?? null };
  return JSON.parse(JSON.stringify(await execute({ schema, document, fieldResolver, contextValue: {}, ...given })));
}

type Asked = Parameters<DataSource['process']>[0]['request'];

function schemaOf(sdl: string): GraphQLSchema {
  const typeDefs = parse(sdl);
  const named = typeDefs.definitions.flatMap((type) =>
    'directives' in type && 'name' in type && type.directives?.some(({ name }) => name.value === 'key') ? [type.name?.value ?? ''] : [],
  );
  const isAbstract = (name: string) => isAbstractType(schema.getType(name));
  const __resolveReference = (reference: Row) => entityOf(reference, isAbstract);
  const resolvers = Object.fromEntries(named.map((name) => [name, { __resolveReference }]));
  const schema: GraphQLSchema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  return schema;
}
