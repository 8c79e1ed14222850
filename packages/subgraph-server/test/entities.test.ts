import { buildSubgraphSchema } from '@apollo/subgraph';
import { type ExecutionResult, graphql, parse } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledOperations } from '../src/compiled-operations.ts';
import { tellEntitiesAtOnce } from '../src/entities.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  interface Listed @key(fields: "symbol") { symbol: String! }
  type Instrument implements Listed @key(fields: "symbol") { symbol: String! name: String! }
  type Venue @key(fields: "symbol") { symbol: String! }
  type Query { venues: [Venue!]! }
`);

const QUERY =
  'query Told($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Instrument { symbol name } ... on Venue { symbol } } }';

interface Reference {
  readonly symbol: string;
}

const kept = { symbol: 'KEPT', name: 'Kept' };

function instrumentOf({ symbol }: Reference): unknown {
  if (symbol === 'NONE') return null;
  if (symbol === 'KEPT') return kept;
  if (symbol === 'LATER') return Promise.resolve({ symbol, name: 'Later' });
  if (symbol === 'LOST') return Promise.reject(new Error('It is lost.'));
  if (symbol === 'FAULT') return new Error('It is a fault.');
  if (symbol === 'OTHER') return { __typename: 'Venue', symbol, name: 'Other' };
  if (symbol === 'THROWN') throw new Error('It is thrown.');
  if (symbol === 'EMPTY') return { symbol };
  return { symbol, name: symbol };
}

function schemaOf() {
  const Listed = { __resolveReference: ({ symbol }: Reference) => ({ __typename: 'Instrument', symbol, name: 'Listed' }) };
  return buildSubgraphSchema([{ typeDefs, resolvers: { Instrument: { __resolveReference: instrumentOf }, Listed } as never }]);
}

const instruments = (...symbols: string[]) => symbols.map((symbol) => ({ __typename: 'Instrument', symbol }));

test.each([
  ['what is there', instruments('AAPL', 'KEPT', 'KEPT')],
  ['what is not there', instruments('NONE', 'AAPL')],
  ['what comes later', instruments('LATER', 'AAPL')],
  ['what fails', instruments('LOST', 'FAULT', 'AAPL', 'EMPTY')],
  ['what fails before others come', instruments('LATER', 'LOST', 'LATER', 'LOST')],
  ['what throws', instruments('AAPL', 'THROWN')],
  ['what says that it is another', instruments('OTHER')],
  ['types without a resolver', [{ __typename: 'Venue', symbol: 'XNAS' }]],
  ['interfaces', [{ __typename: 'Listed', symbol: 'AAPL' }]],
  ['types that are none', [{ __typename: 'Planet', symbol: 'MARS' }]],
])('%s: entities are told as @apollo/subgraph tells them', async (_, r) => {
  const [stock, ours] = [schemaOf(), schemaOf()];
  tellEntitiesAtOnce(ours);
  const expected = toldOf(await graphql({ schema: stock, source: QUERY, variableValues: { r } }));
  expect(toldOf(await graphql({ schema: ours, source: QUERY, variableValues: { r } }))).toEqual(expected);
  expect(toldOf(await new CompiledOperations(ours).execute({ query: QUERY, variables: { r }, context: {} }))).toEqual(expected);
});

/** As JSON; errors come in the order in which they happen, which is another one. */
function toldOf({ data = null, errors = [] }: ExecutionResult) {
  const told = errors.map(({ message, path }) => JSON.stringify({ message, path })).sort();
  return JSON.parse(JSON.stringify({ data, errors: told }));
}

test('entities that are known at once are answered without a promise', () => {
  const schema = schemaOf();
  tellEntitiesAtOnce(schema);
  const answer = new CompiledOperations(schema).execute({ query: QUERY, variables: { r: instruments('AAPL') }, context: {} });
  expect(answer).toEqual({ data: { _entities: [{ __typename: 'Instrument', symbol: 'AAPL', name: 'AAPL' }] } });
});
