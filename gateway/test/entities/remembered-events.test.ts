import { isDeepStrictEqual } from 'node:util';
import type { AnyNewEvent } from '@marketgraph/events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertChanged, prices, signalChanged } from '../support/events.ts';
import { type RunningGateway, runGateway, type TestSocket } from '../support/running-gateway.ts';

let running: RunningGateway;
let socket: TestSocket;
beforeEach(async () => {
  running = await runGateway();
  socket = await running.socket();
});
afterEach(async () => {
  socket.socket.terminate();
  await running.gateway.stop();
});

const QUERY = `subscription($s: [String!]!) { quoteUpdated(symbols: $s, pace: { mode: EVERY }) {
  price instrument { name signal { action } alerts { nodes { message } } } } }`;

function asked() {
  return ['market', 'news-sentiment', 'alerts'].map((name) => running.subgraphs[name]?.asked);
}

/** What is asked later is answered later. */
async function subscribe(queries: Readonly<Record<string, string>>) {
  for (const [id, query] of Object.entries(queries)) socket.subscribe(id, query, { s: ['AAPL'] });
  socket.subscribe('later', '{ __typename }');
  await socket.next('later');
}

/** Each event is heard of before the next one is told. */
async function tell(id: string, price: string, ...before: AnyNewEvent[]) {
  await running.log.append([...before, prices('AAPL', price)]);
  const { payload } = await socket.find(
    (message) => message.id === id && message.type === 'next' && message.payload?.data['quoteUpdated']?.['price'] === price,
  );
  return payload.data['quoteUpdated']?.['instrument'];
}

test('subgraphs are asked once, and again for what an event has changed', async () => {
  await socket.init(`Bearer ${await running.tokens.sign({ sub: 'ann' })}`);
  await subscribe({ 1: QUERY, 2: QUERY.replace('price instrument', 'price symbol instrument') });
  const before = asked();
  const since = () => asked().map((count, index) => (count ?? 0) - (before[index] ?? 0));
  const first = await tell('1', '1.00');
  await socket.find((message) => message.id === '2' && message.type === 'next');
  expect(since()).toEqual([1, 1, 1]);
  for (const price of ['2.00', '3.00', '4.00']) expect(await tell('1', price)).toEqual(first);
  expect(since()).toEqual([1, 1, 1]);
  expect(await tell('1', '5.00', signalChanged('AAPL'))).toEqual(first);
  expect(since()).toEqual([1, 2, 1]);
  await tell('1', '6.00', alertChanged('ann'), alertChanged('bob'));
  expect(since()).toEqual([1, 2, 2]);
});

test('what is remembered is counted', async () => {
  await socket.init();
  await subscribe({ 1: QUERY });
  for (const price of ['1.00', '2.00', '3.00']) await tell('1', price);
  const text = (await running.metrics.render()).text;
  expect(text).toMatch(/^marketgraph_subscription_entities_total\{subgraph="news-sentiment"\} 3$/m);
  expect(text).toMatch(/^marketgraph_subscription_entities_fetched_total\{subgraph="news-sentiment"\} 1$/m);
});

test('a subgraph that adds nothing to what the event carries is not asked', async () => {
  await socket.init();
  const query = QUERY.replace('quoteUpdated(', 'instrumentUpdated(').replace(/price instrument .*$/s, 'instrument { quote { price } } } }');
  await subscribe({ 1: query });
  const before = asked();
  for (const price of ['1.00', '2.00']) {
    await running.log.append([prices('AAPL', price)]);
    const told = { data: { instrumentUpdated: { instrument: { quote: { price } } } } };
    await socket.find(({ id, payload }) => id === '1' && isDeepStrictEqual(payload, told));
  }
  expect(asked()).toEqual(before);
});
