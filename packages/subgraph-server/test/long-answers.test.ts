import { buildSchema, type GraphQLObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledOperations } from '../src/compiled-operations.ts';
import { textOf } from '../src/execution/long-answers.ts';

const schema = buildSchema(`
  type Trade { id: ID! words: [String!]! parts: [Trade!]! }
  type Query { trades(count: Int!, parts: Int!): [Trade!]! one(count: Int!): Trade }
`);
const trades = (count: number, parts: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `"${index}"`,
    words: ['a', '\u2028', '"'],
    parts: trades(index % 7 === 0 ? parts : 0, 0),
  }));
const fields = (schema.getType('Query') as GraphQLObjectType).getFields();
if (fields['trades']) fields['trades'].resolve = (_, { count, parts }) => trades(count, parts);
if (fields['one']) fields['one'].resolve = (_, { count }) => ({ id: 1, words: [], parts: trades(count, 0) });

test.each([
  ['a short list', '{ trades(count: 3, parts: 2) { id words parts { id } } }', false],
  ['a list that is made without a pause', '{ trades(count: 200, parts: 0) { id words } }', false],
  ['a long list', '{ trades(count: 500, parts: 0) { id words parts { id } } }', true],
  ['long lists in a list', '{ trades(count: 20, parts: 90) { id parts { id words } words } }', true],
  [
    'a long list beside others',
    '{ a: one(count: 2) { id parts { id } } b: one(count: 300) { parts { id } id } c: one(count: 0) { id } }',
    true,
  ],
])('the text of %s is that of JSON', async (_what, query, isInPieces) => {
  const answer = await new CompiledOperations(schema).execute({ query, context: {} });
  for (const told of [answer, { errors: undefined, ...answer, extensions: undefined }]) {
    const text = textOf(told);
    expect(text instanceof Promise).toBe(isInPieces);
    expect(await text).toBe(JSON.stringify(answer));
  }
});
