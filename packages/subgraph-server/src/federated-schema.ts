import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse } from 'graphql';
import { type BuildSchemaOptions, buildSchema, createResolversMap, getMetadataStorage } from 'type-graphql';
import { completeColumnsAtOnce } from './columns.ts';
import { CompiledOperations } from './compiled-operations.ts';
import type { SubgraphApi } from './context.ts';
import { tellEntitiesAtOnce } from './entities.ts';

/** A type that other subgraphs refer to, and how its owner finds it again. `resolve` answers null when there is none. */
export interface Entity<Context> {
  readonly type: { readonly name: string } & (new () => object);
  /** The type's name in the schema, without the suffix of its class. */
  readonly name: string;
  resolve(reference: Record<string, string>, context: Context): Promise<object | null> | object | null;
}

export interface FederatedSchemaOptions<Context> extends Omit<BuildSchemaOptions, 'skipCheck'> {
  readonly entities?: readonly Entity<Context>[];
  readonly federationImports?: readonly string[];
  /** Types whose lists of scalars are long columns: completed at once. */
  readonly columnTypes?: readonly string[];
}

/** Builds a Federation 2.9 subgraph out of type-graphql classes: the executable schema, what executes it, and the SDL that is composed. */
export async function buildFederatedSchema<Context>(
  options: FederatedSchemaOptions<Context>,
): Promise<Omit<SubgraphApi, 'name' | 'createContext'>> {
  const { entities = [], federationImports = ['@key', '@shareable', '@external', '@provides'], columnTypes = [], ...build } = options;
  const orphanedTypes = [...(build.orphanedTypes ?? []), ...entities.map((entity) => entity.type)];
  readSimpleFields();
  const base = await buildSchema({
    validate: false,
    ...build,
    skipCheck: true,
    orphanedTypes,
  });
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${federationImports.map((name) => `"${name}"`).join(', ')}])`;
  const sdl = `${link}\n\n${printSchemaWithDirectives(base)}\n`;
  const resolvers = createResolversMap(base) as Record<string, Record<string, unknown>>;
  for (const { name, resolve } of entities) {
    resolvers[name] = { ...resolvers[name], __resolveReference: resolve };
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  completeColumnsAtOnce(schema, columnTypes);
  tellEntitiesAtOnce(schema);
  const operations = new CompiledOperations(schema);
  return { schema, sdl, execute: (operation) => operations.execute(operation), write: (answer) => operations.write(answer) };
}

/** Where a field is no more than a member of its object it needs no resolver: type-graphql would make two closures and an object to read each. */
function readSimpleFields(): void {
  for (const field of getMetadataStorage().fields) field.simple ??= field.name === field.schemaName;
}
