import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

test('lists of scalars are answered as lists, under aliases and in fragments too', async () => {
  const query = `{ instrument(symbol: "AAPL") { candleSeries { ...Prices again: open open } } }
    fragment Prices on CandleSeries { open volume }`;
  const { json } = await running.post({ query });
  const { open, again, volume } = json.data.instrument.candleSeries;
  expect(Array.isArray(open)).toBe(true);
  expect(again).toEqual(open);
  expect(volume).toHaveLength(open.length);
});

test('introspection tells them as lists', async () => {
  const { json } = await running.post({
    query: '{ __type(name: "CandleSeries") { fields { name type { kind ofType { kind ofType { kind ofType { name } } } } } } }',
  });
  const open = json.data.__type.fields.find(({ name }: { name: string }) => name === 'open');
  expect(open.type).toEqual({ kind: 'NON_NULL', ofType: { kind: 'LIST', ofType: { kind: 'NON_NULL', ofType: { name: 'Decimal' } } } });
});
