import { afterAll, beforeAll, expect, test } from 'vitest';
import { prices } from '../support/events.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

/** The planner would tell news-sentiment of an instrument whose symbol is a name. */
const ASKED = 'name: symbol symbol: name id: name sentiment { score }';
const TOLD = { name: 'AAPL', symbol: 'AAPL Inc.', id: 'AAPL Inc.', sentiment: { score: 0.42 } };

test('an alias that is the name of a key is told to the caller, and the key to subgraphs', async () => {
  const { json } = await running.post({ query: `{ instrument(symbol: "AAPL") { ${ASKED} } }` });
  expect(json).toEqual({ data: { instrument: TOLD } });
});

test('the same in a subscription, whose event knows the key', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('hiding', `subscription { quoteUpdated(symbols: ["AAPL"]) { price instrument { ${ASKED} } } }`);
  socket.subscribe('alive', '{ __typename }');
  await socket.next('alive');
  await running.log.append([prices('AAPL', '1.00')]);
  expect((await socket.next('hiding')).payload.data['quoteUpdated']).toEqual({ price: '1.00', instrument: TOLD });
  socket.socket.close();
});

test('an alias may be __typename, and what a thing is remains known', async () => {
  const { json } = await running.post({
    query: '{ instrument(symbol: "AAPL") { __typename: name ... on Node { id } sentiment { score } } }',
  });
  expect(json.data.instrument).toMatchObject({ __typename: 'AAPL Inc.', sentiment: { score: 0.42 } });
});

test('an error is told at the name that its caller gave', async () => {
  const { json } = await running.post({ query: '{ symbol: instrument(symbol: "ERR") { symbol: name sentiment { score } } }' });
  expect(json.data.symbol.sentiment).toBeNull();
  expect(json.errors[0].path).toEqual(['symbol', 'sentiment']);
});
