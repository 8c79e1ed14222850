import { Fault } from '@marketgraph/service';
import { buildSchema, execute, GraphQLError, type GraphQLObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledOperations } from '../src/compiled-operations.ts';

const schema = buildSchema(`
  scalar Instant
  enum Side { BUY SELL }
  interface Named { name: String! }
  type Instrument implements Named { name: String! price: Float! side: Side slow: String! lost: String! peers: [Instrument!] }
  type Query { instruments(first: Int! = 2): [Instrument] one(at: Instant!, side: Side): Named }
  type Mutation { add(n: Int!): Int! fail: Int! }
`);

const steps: number[] = [];
const resolvers: Record<string, Record<string, (source: never, values: never) => unknown>> = {
  Query: {
    instruments: (_: never, { first }: { first: number }) => Array.from({ length: first }, (_one, index) => instrument(index)),
    one: () => ({ __typename: 'Instrument', ...instrument(1) }),
  },
  Instrument: {
    slow: async ({ name }: { name: string }) => `${name} at last`,
    lost: async ({ name }: { name: string }) => {
      if (name === 'N1') throw new Fault('DATABASE_AWAY', 'The database cannot be reached right now.', true);
      return name;
    },
    peers: () => [Promise.resolve(instrument(7)), Promise.reject(new GraphQLError('A peer is away.', { extensions: { code: 'AWAY' } }))],
  },
  Mutation: {
    fail: () => null,
    async add(_: never, { n }: { n: number }) {
      await new Promise((resolve) => setImmediate(resolve));
      return steps.push(n);
    },
  },
};
for (const [typeName, fields] of Object.entries(resolvers)) {
  for (const [name, resolve] of Object.entries(fields)) {
    const field = (schema.getType(typeName) as GraphQLObjectType).getFields()[name];
    if (field) field.resolve = resolve as never;
  }
}

function instrument(index: number) {
  return { name: `N${index}`, price: index === 3 ? null : index / 4, side: index === 2 ? 'NEITHER' : 'BUY' };
}

const told = ({ data, errors = [] }: Awaited<ReturnType<typeof execute>>) => ({
  data: JSON.parse(JSON.stringify(data ?? null)),
  errors: errors.map(({ message, path, extensions, originalError }) => ({
    message,
    path,
    extensions,
    cause: originalError?.constructor.name,
  })),
});

async function both(query: string, variables: Record<string, unknown> = {}) {
  const ours = await new CompiledOperations(schema).execute({ query, variables, context: {} });
  return [told(ours), told(await execute({ schema, document: parse(query), variableValues: variables, contextValue: {} }))];
}

test.each<[string, string, Record<string, unknown>?]>([
  ['plain fields, aliases and fragments', '{ instruments { a: name ...F } } fragment F on Instrument { price side __typename }'],
  ['promises', '{ instruments { slow name } }'],
  ['a condition', 'query Q($yes: Boolean!) { instruments { name @include(if: $yes) price @skip(if: $yes) } }', { yes: false }],
  ['a default for what must be there', 'query Q($first: Int! = 1) { instruments(first: $first) { name } }'],
  ['an abstract type', '{ one(at: "now", side: SELL) { name ... on Instrument { price } } }'],
  ['null where a value is promised', '{ instruments(first: 5) { name price } }'],
  ['a value that is none of its enum', '{ instruments(first: 3) { name side } }'],
  ['a fault that is thrown', '{ instruments(first: 3) { name lost } }'],
  ['a list of promises of which one fails', '{ instruments(first: 1) { peers { name } } }'],
  ['a variable that does not fit', 'query Q($first: Int!) { instruments(first: $first) { name } }', { first: 'many' }],
  ['a variable that is missing', 'query Q($first: Int!) { instruments(first: $first) { name } }'],
  ['an argument that does not fit', '{ instruments(first: "many") { name } }'],
  ['an argument that is missing', '{ one { name } }'],
  ['a name that objects inherit', '{ instruments { __proto__: name constructor: price } }'],
])('%s: answered as graphql-js answers', async (_what, query, variables) => {
  const [ours, expected] = await both(query, variables);
  expect(ours).toEqual(expected);
});

test('mutations are carried out in their order, once each', async () => {
  const operations = new CompiledOperations(schema);
  const query = 'mutation M($n: Int!) { a: add(n: $n) b: add(n: 2) c: add(n: 3) }';
  for (let time = 0; time < 4; time++) {
    steps.length = 0;
    expect(told(await operations.execute({ query, variables: { n: 1 }, context: {} })).data).toEqual({ a: 1, b: 2, c: 3 });
    expect(steps).toEqual([1, 2, 3]);
  }
});

test('mutations end at one that fails where something is promised', async () => {
  steps.length = 0;
  const [ours, expected] = await both('mutation { a: add(n: 1) fail b: add(n: 2) }');
  expect(ours).toEqual(expected);
  expect(steps).toEqual([1, 1]);
});

test('an operation whose input may hold itself is answered', async () => {
  const endless = buildSchema(`
    input Condition { above: Float  all: [Condition!] }
    type Query { rule(condition: Condition!): String }
  `);
  const query = 'query($condition: Condition!) { rule(condition: $condition) }';
  const variables = { condition: { all: [{ above: 1 }] } };
  expect(await new CompiledOperations(endless).execute({ query, variables, context: {} })).toEqual({ data: { rule: null } });
});
