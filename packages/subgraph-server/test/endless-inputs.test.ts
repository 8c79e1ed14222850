import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledOperations } from '../src/compiled-operations.ts';
import { hasEndlessInput } from '../src/endless-inputs.ts';

const schema = buildSchema(`
  input Condition { above: Float  all: [Condition!] }
  input Rule { name: String!  condition: Condition! }
  input Page { first: Int! }
  input Search { page: Page  other: Page }
  type Query { rule(input: Rule!): String  search(search: Search): String }
`);

test.each([
  ['query($input: Rule!) { rule(input: $input) }', true],
  ['query($conditions: [Condition!]!) { rule(input: { name: "a", condition: { all: $conditions } }) }', true],
  ['query($search: Search) { search(search: $search) }', false],
  ['query($name: String!) { rule(input: { name: $name, condition: {} }) }', false],
])('what holds itself without end is known by the types of variables: %s', (query, expected) => {
  expect(hasEndlessInput(schema, parse(query))).toBe(expected);
});

test('an operation whose input holds itself is answered, however often it comes', async () => {
  const operations = new CompiledOperations(schema, 1);
  const query = 'query($input: Rule!) { rule(input: $input) }';
  const variables = { input: { name: 'a', condition: { all: [{ above: 1 }] } } };
  for (let turn = 0; turn < 3; turn++) {
    expect(await operations.execute({ query, variables, context: {} })).toEqual({ data: { rule: null } });
  }
});
