import { Metrics } from '@marketgraph/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stockExecutor } from '../../src/execution/stock-executor.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

const metrics = new Metrics();
let running: RunningGateway;
beforeAll(async () => {
  // Loaded when it is first needed: on a starved machine that takes longer than a request has.
  await stockExecutor();
  running = await runGateway({ metrics });
});
afterAll(() => running.gateway.stop());

async function executions(executor: string): Promise<number> {
  const line = (await metrics.render()).text
    .split('\n')
    .find((text) => text.startsWith('marketgraph_query_executions_total') && text.includes(executor));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** How many executions of each executor a request took. */
async function counted(body: object) {
  const before = [await executions('compiled'), await executions('stock')] as const;
  const { json, status } = await running.post(body);
  return { json, status, compiled: (await executions('compiled')) - before[0], stock: (await executions('stock')) - before[1] };
}

test('a query across subgraphs is executed by the compiled executor', async () => {
  const query = 'query Both($symbol: String!) { instrument(symbol: $symbol) { id quote { price } sentiment { score } } }';
  const { json, compiled, stock } = await counted({ query, variables: { symbol: 'AAPL' } });
  expect(json.data.instrument).toMatchObject({ quote: { price: '4.50' }, sentiment: { score: 0.42 } });
  expect({ compiled, stock }).toEqual({ compiled: 1, stock: 0 });
});

test('a query that also asks about the schema is executed by the stock executor, and counted', async () => {
  const { json, compiled, stock } = await counted({
    query: '{ instrument(symbol: "AAPL") { symbol } __type(name: "Instrument") { name } }',
  });
  expect(json.data).toEqual({ instrument: { symbol: 'AAPL' }, __type: { name: 'Instrument' } });
  expect({ compiled, stock }).toEqual({ compiled: 0, stock: 1 });
});

test('an answer named __proto__ is executed by the stock executor', async () => {
  const { json, stock } = await counted({ query: '{ instrument(symbol: "AAPL") { __proto__: symbol } }' });
  expect(Object.entries(json.data.instrument)).toEqual([['__proto__', 'AAPL']]);
  expect(stock).toBe(1);
});

test('variables that do not fit are the caller’s to correct', async () => {
  const query = 'query One($symbol: String!) { instrument(symbol: $symbol) { symbol } }';
  const { json, status } = await counted({ query, variables: { symbol: 7 } });
  expect(status).toBe(400);
  expect(json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

test('a condition that leaves out everything of an object leaves the object', async () => {
  const query = 'query None($yes: Boolean!) { instrument(symbol: "AAPL") { symbol @include(if: $yes) } }';
  const { json, compiled } = await counted({ query, variables: { yes: false } });
  expect(json).toEqual({ data: { instrument: {} } });
  expect(compiled).toBe(1);
});

test('an operation is chosen by its name out of a document', async () => {
  const query = 'query A { instrument(symbol: "AAPL") { symbol } } query B { instrument(symbol: "MSFT") { symbol } }';
  const { json } = await counted({ query, operationName: 'A' });
  const other = await counted({ query, operationName: 'B' });
  expect([json.data.instrument.symbol, other.json.data.instrument.symbol]).toEqual(['AAPL', 'MSFT']);
});

test('entities that a subgraph is not asked about do not move the errors of others', async () => {
  const query = '{ a: instrument(symbol: "NONE") { symbol } b: instrument(symbol: "ERR") { sentiment { score } } }';
  const { json } = await counted({ query });
  expect(json.data).toEqual({ a: null, b: { sentiment: null } });
  expect(json.errors).toMatchObject([{ path: ['b', 'sentiment'], extensions: { code: 'SCORER_AWAY', subgraph: 'news-sentiment' } }]);
});
