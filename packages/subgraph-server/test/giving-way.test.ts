import { Deadline, Slices, withinDeadline } from '@marketgraph/service';
import { HandTurns } from '@marketgraph/test-kit';
import { buildSchema, type ExecutionResult, execute, type GraphQLObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledOperations } from '../src/compiled-operations.ts';

/** Each item takes a hundredth of a millisecond of a clock that stands still otherwise. */
const ITEM_MS = 0.01;

function graph(turns: HandTurns) {
  const schema = buildSchema(`
    interface Told { name: String! }
    type Trade implements Told { name: String! price: Float! later: Int inner: [Trade!] }
    type Query { trades(first: Int!): [Trade!] told(first: Int!): [Told!]! }
  `);
  const trades = (_: unknown, { first }: { first: number }) =>
    Array.from({ length: first }, (_one, index) => ({
      __typename: 'Trade',
      name: `T${index}`,
      inner: [{ name: 'inner', price: index }],
      get price() {
        turns.ms += ITEM_MS;
        return index === 700 && first === 801 ? null : index / 4;
      },
    }));
  const fields = (schema.getType('Query') as GraphQLObjectType).getFields();
  for (const field of Object.values(fields)) field.resolve = trades as never;
  const later = (schema.getType('Trade') as GraphQLObjectType).getFields()['later'];
  if (later) later.resolve = async ({ name }: { name: string }) => name.length;
  return schema;
}

async function inTurns(query: string) {
  const turns = new HandTurns();
  const schema = graph(turns);
  const answer = new CompiledOperations(schema, new Slices(turns)).execute({ query, context: {} });
  const told: ExecutionResult[] = [];
  void Promise.resolve(answer).then((result) => told.push(result));
  let longest = 0;
  for (let before = turns.ms; told.length === 0; before = turns.ms) {
    await turns.turn();
    longest = Math.max(longest, turns.ms - before);
  }
  const expected = await execute({ schema, document: parse(query) });
  return { answer, turns: turns.taken, longest, told: JSON.stringify(told[0]), expected: JSON.stringify(expected) };
}

test.each([
  ['objects that only have to be read', '{ trades(first: 3000) { name price } }'],
  ['objects with promises', '{ trades(first: 3000) { price later } }'],
  ['lists in lists', '{ trades(first: 3000) { price inner { name inner { name } price } } }'],
  ['objects of an abstract type', '{ told(first: 3000) { name ... on Trade { price } } }'],
])('a long list of %s is made in slices, and is what graphql-js makes of it', async (_what, query) => {
  const { turns, longest, told, expected } = await inTurns(query);
  expect(told).toBe(expected);
  expect(turns).toBeGreaterThan(20);
  expect(longest).toBeLessThan(2);
});

test('a null where something is promised empties a list of which half is made', async () => {
  const { told } = await inTurns('{ trades(first: 801) { name price } }');
  expect(JSON.parse(told)).toEqual({
    data: { trades: null },
    errors: [{ message: 'Cannot return null for non-nullable field Trade.price.', path: ['trades', 700, 'price'] }],
  });
});

test('a short answer is told at once', async () => {
  expect((await inTurns('{ trades(first: 200) { name price } }')).answer).not.toBeInstanceOf(Promise);
});

test('two long ones take turns, and a short one waits for neither', async () => {
  const turns = new HandTurns();
  const operations = new CompiledOperations(graph(turns), new Slices(turns));
  const ended: string[] = [];
  const ask = (name: string, first: number) =>
    void Promise.resolve(operations.execute({ query: `{ trades(first: ${first}) { price } }`, context: {} })).then(() => ended.push(name));
  ask('one', 3_000);
  ask('other', 2_000);
  await turns.turn();
  ask('short', 20);
  await turns.until(() => ended.length === 3);
  expect(ended).toEqual(['short', 'other', 'one']);
});

test('what nobody waits for any more is not gone on with', async () => {
  const turns = new HandTurns();
  const operations = new CompiledOperations(graph(turns), new Slices(turns));
  const deadline = new Deadline(60_000);
  const told: ExecutionResult[] = [];
  const answer = withinDeadline(deadline, () => operations.execute({ query: '{ trades(first: 3000) { price } }', context: {} }));
  void Promise.resolve(answer).then((result) => told.push(result));
  await turns.turn();
  deadline.leave();
  await turns.until(() => told.length > 0);
  expect(turns.ms).toBeLessThan(3_000 * ITEM_MS);
  expect(told[0]).toMatchObject({ data: { trades: null }, errors: [{ path: ['trades'], originalError: { code: 'DEADLINE_EXCEEDED' } }] });
});
