import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { decodeId, encodeId } from '@marketgraph/vocabulary';
import { type GraphQLSchema, parse } from 'graphql';
import type { SubgraphInProcess } from '../../src/queries/in-process-data-source.ts';
import { type Context, type Resolvers, world } from './world.ts';

export function schemaFile(name: string): string {
  return fileURLToPath(new URL(`../../../schema/${name}`, import.meta.url));
}

type Reference = Record<string, unknown>;

/** Whatever of the keys was given, both are known, as the owners know it. */
function resolveReference(reference: Reference): Reference | null {
  const place = typeof reference['id'] === 'string' ? decodeId(reference['id']) : null;
  if (place?.key === 'NONE') return null;
  // The symbol that AAPL had formerly, in this small world.
  if (place?.key === 'OLD') return { ...reference, symbol: 'AAPL', id: encodeId('Instrument', 'AAPL') };
  return reference['__typename'] === 'Instrument' && place ? { ...reference, symbol: place.key } : reference;
}

export function fakeSchema(name: string, resolvers: Resolvers = world[name] ?? {}): GraphQLSchema {
  const typeDefs = parse(readFileSync(schemaFile(`${name}.graphql`), 'utf8'));
  const entities = [
    'Instrument',
    'Article',
    'Signal',
    'Alert',
    'AlertRule',
    'User',
    'Watchlist',
    'Trade',
    ...(name === 'market' ? ['Feed'] : []),
  ];
  const withReferences = Object.fromEntries(entities.map((type) => [type, { ...resolvers[type], __resolveReference: resolveReference }]));
  return buildSubgraphSchema([{ typeDefs, resolvers: { ...resolvers, ...withReferences } as never }]);
}

/** One of them, with other resolvers in some places. */
export function fakeSubgraph(name: string, changes: Resolvers) {
  const changed = Object.entries(changes).map(([type, fields]) => [type, { ...world[name]?.[type], ...fields }] as const);
  const schema = fakeSchema(name, { ...world[name], ...Object.fromEntries(changed) });
  return { schema, createContext: (viewer: Context['viewer']) => ({ viewer }) };
}

/** Subgraphs with the committed schemas that answer from a small world; `asked` counts what reaches each. */
export function fakeSubgraphs(): Record<string, SubgraphInProcess & { asked: number }> {
  return Object.fromEntries(
    Object.keys(world).map((name) => {
      const subgraph = {
        schema: fakeSchema(name),
        asked: 0,
        createContext: (viewer: Context['viewer']) => {
          subgraph.asked++;
          return { viewer };
        },
      };
      return [name, subgraph];
    }),
  );
}
