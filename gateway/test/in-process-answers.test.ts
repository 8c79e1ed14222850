import '../src/main/without-telemetry.ts';
import { Slices } from '@marketgraph/service';
import { CompiledOperations } from '@marketgraph/subgraph-server';
import { HandTurns } from '@marketgraph/test-kit';
import { buildSchema, type GraphQLObjectType, type GraphQLScalarType } from 'graphql';
import { expect, test } from 'vitest';
import type { GatewayContext } from '../src/queries/gateway-context.ts';
import { InProcessDataSource } from '../src/queries/in-process-data-source.ts';

/** Of one price that is written. */
const PRICE_MS = 0.01;

test('a long answer of a subgraph in the same process is written in slices', async () => {
  const turns = new HandTurns();
  const schema = buildSchema('scalar Price type Trade { price: Price! } type Query { trades(first: Int!): [Trade!]! }');
  const price = {
    toJSON() {
      turns.ms += PRICE_MS;
      return '196.38';
    },
  };
  (schema.getType('Price') as GraphQLScalarType).serialize = () => price;
  const trades = (schema.getType('Query') as GraphQLObjectType).getFields()['trades'];
  if (trades) trades.resolve = (_source, { first }) => Array.from({ length: first }, () => ({ price: 1 }));
  const operations = new CompiledOperations(schema, new Slices(turns));
  const source = new InProcessDataSource({
    schema,
    execute: (operation) => operations.execute(operation),
    write: (answer) => operations.write(answer),
    createContext: () => ({}),
  });
  const told: unknown[] = [];
  const context = {} as GatewayContext;
  const question = { query: 'query T($first: Int!) { trades(first: $first) { price } }', operationName: 'T', context };
  void source.ask({ ...question, variables: '{"first":3000}' }).then((text) => told.push(text));
  let longest = 0;
  for (let before = turns.ms; told.length === 0; before = turns.ms) {
    await turns.turn();
    longest = Math.max(longest, turns.ms - before);
  }
  expect(JSON.parse(String(told[0])).data.trades).toHaveLength(3_000);
  expect(longest).toBeLessThan(2);
});
