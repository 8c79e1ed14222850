import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeListsWhole } from '../src/queries/plain-lists.ts';
import { schemaFile } from './support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

test('lists of scalars are answered whole, under aliases and in fragments too', async () => {
  const query = `{ instrument(symbol: "AAPL") { candleSeries { ...Prices again: open open } } }
    fragment Prices on CandleSeries { open volume }`;
  const { json } = await running.post({ query });
  const { open, again, volume } = json.data.instrument.candleSeries;
  expect(Array.isArray(open)).toBe(true);
  expect(again).toEqual(open);
  expect(volume).toHaveLength(open.length);
});

test('introspection still tells them as lists', async () => {
  const { json } = await running.post({
    query: '{ __type(name: "CandleSeries") { fields { name type { kind ofType { kind ofType { kind ofType { name } } } } } } }',
  });
  const open = json.data.__type.fields.find(({ name }: { name: string }) => name === 'open');
  expect(open.type).toEqual({ kind: 'NON_NULL', ofType: { kind: 'LIST', ofType: { kind: 'NON_NULL', ofType: { name: 'Decimal' } } } });
});

/** An upgrade of @apollo/gateway that moves what this relies on would only make answers slower: this tells. */
test('answers are not shaped item by item', async () => {
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(schemaFile('supergraph.graphql'), 'utf8'),
    buildService: () => ({ process: () => Promise.reject(new Error('Nobody asks.')) }),
  });
  await gateway.load();
  takeListsWhole(gateway);
  const schema = Reflect.get(gateway, 'apiSchema') as { type(name: string): { field(name: string): { type: object } } };
  expect(String(schema.type('CandleSeries').field('open').type)).not.toContain('[');
  expect(String(schema.type('CandleConnection').field('nodes').type)).toBe('[Candle!]!');
  await gateway.stop();
});
