import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { alertChanged, prices } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';
import { QUOTES, values } from './support/told.ts';

/** What others fell into, as far as no other test of this folder stands for it. docs/traps.md says which test stands for which trap. */
let live: Live;
beforeEach(async () => {
  live = await createLive();
});
afterEach(() => live.stop());

let running: RunningGateway | undefined;
afterEach(async () => {
  await running?.gateway.stop();
  running = undefined;
});

test('a root field in a fragment is filtered by its arguments, and its watchlists share a group', async () => {
  const query =
    'subscription($s: [String!]!) { ...R } fragment R on Subscription { quoteUpdated(symbols: $s) { symbol instrument { name } } }';
  const one = live.subscribe(query, { variables: { s: ['AAPL'] } });
  const two = live.subscribe(query, { variables: { s: ['MSFT'] } });
  expect(live.hub.size.groups).toBe(1);
  await live.append(prices('AAPL', '1.00'), prices('MSFT', '2.00'));
  expect(values(await one.sink.until(1), 'quoteUpdated', 'symbol')).toEqual(['AAPL']);
  expect(values(await two.sink.until(1), 'quoteUpdated', 'symbol')).toEqual(['MSFT']);
});

test('what one group adds to an event is not seen by another: each has results of its own', async () => {
  const plain = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  const more = live.subscribe(
    'subscription { quoteUpdated(symbols: ["AAPL"]) { cursor symbol instrument { symbol sector signal { action } } } }',
  );
  await live.append(prices('AAPL', '1.00'));
  const [first] = await plain.sink.until(1);
  const [second] = await more.sink.until(1);
  expect(first?.data['quoteUpdated']?.['instrument']).toEqual({ name: 'AAPL Inc.' });
  expect(second?.data['quoteUpdated']?.['instrument']).toEqual({ symbol: 'AAPL', sector: 'Technology', signal: { action: 'BUY' } });
});

test('subscribers share executions by viewer, never by token', async () => {
  running = await runGateway();
  const { tokens, log, subgraphs } = running;
  const query = 'subscription { alertChanged { alert { message deliveries { state } } } }';
  const sockets = [];
  for (const exp of [600, 700, 800]) sockets.push(await (await running.socket()).init(`Bearer ${await tokens.sign({ sub: 'ann', exp })}`));
  for (const socket of sockets) {
    socket.subscribe('a', query);
    socket.send({ type: 'ping' });
    await socket.find(({ type }) => type === 'pong');
  }
  await log.append([alertChanged('ann')]);
  for (const socket of sockets) await socket.next('a');
  expect(subgraphs['alerts']?.asked).toBe(1);
});

test('a subgraph that throws, and one that answers nonsense, are errors of the event: the subscription goes on', async () => {
  const { sink } = live.subscribe(QUOTES, { variables: { s: ['AAPL'] } });
  const { market } = live.sources;
  live.sources['market'] = { process: () => Promise.reject(new Error('cut')) };
  await live.append(prices('AAPL', '1.00'));
  expect((await sink.until(1))[0]?.errors?.length).toBe(1);
  live.sources['market'] = { process: async () => ({ data: { _entities: 'nonsense' } }) as never };
  await live.append(prices('AAPL', '2.00'));
  await sink.until(2);
  if (market) live.sources['market'] = market;
  await live.append(prices('AAPL', '3.00'));
  expect((await sink.until(3))[2]?.data['quoteUpdated']).toMatchObject({ price: '3.00', instrument: { name: 'AAPL Inc.' } });
});

test('Apollo Client adds __typename everywhere: that is another shape, told as completely', async () => {
  const { sink } = live.subscribe('subscription { quoteUpdated(symbols: ["AAPL"]) { symbol instrument { name __typename } __typename } }');
  await live.append(prices('AAPL', '1.00'));
  const [told] = await sink.until(1);
  expect(told?.data['quoteUpdated']).toEqual({
    symbol: 'AAPL',
    instrument: { name: 'AAPL Inc.', __typename: 'Instrument' },
    __typename: 'QuoteUpdate',
  });
});

test("graphql-ws's own client comes back by itself after a stop", async () => {
  running = await runGateway();
  const { log, clock, gateway } = running;
  const { port } = gateway;
  const closes: number[] = [];
  const { promise: back, resolve: isBack } = Promise.withResolvers<void>();
  let connections = 0;
  const client = createClient({
    url: `ws://${running.address}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 100,
    // By default it gives up for good when a connection is refused.
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    on: {
      closed: (event) => closes.push((event as { code: number }).code),
      connected: () => {
        connections++;
        if (connections === 1) void gateway.stop().then(async () => (running = await runGateway({ log, clock, port })));
        if (connections === 2) isBack();
      },
    },
  });
  await back;
  expect(closes[0]).toBe(1001);
  await client.dispose();
});

test('while it drains a gateway says so: it is not ready, and takes no websocket', async () => {
  running = await runGateway();
  // A client that takes no part in the closing holds the drain up.
  const stubborn = await (await running.socket()).init();
  stubborn.socket.pause();
  const stopped = running.gateway.stop();
  const ready = await fetch(`${running.url}/readyz`);
  expect(ready.status).toBe(503);
  const late = new WebSocket(`ws://${running.address}/graphql`, 'graphql-transport-ws');
  const [, response] = await once(late, 'unexpected-response');
  expect((response as IncomingMessage).statusCode).toBe(503);
  stubborn.socket.terminate();
  await stopped;
});

test('a cookie signs nobody in, neither on a websocket nor on a stream: pages of other sites send cookies, too', async () => {
  running = await runGateway();
  const token = await running.tokens.sign({ sub: 'ann' });
  const headers = { cookie: `authorization=Bearer ${token}; token=${token}` };
  const socket = new WebSocket(`ws://${running.address}/graphql`, 'graphql-transport-ws', { headers });
  await once(socket, 'open');
  const acknowledged = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await acknowledged;
  const answered = once(socket, 'message');
  socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: 'subscription { alertChanged { alertId } }' } }));
  const answer = JSON.parse(String((await answered)[0]));
  expect(answer.payload[0].extensions.code).toBe('UNAUTHENTICATED');
  socket.terminate();
  const stream = { accept: 'text/event-stream', 'content-type': 'application/json', ...headers };
  const body = JSON.stringify({ query: 'subscription { alertChanged { alertId } }' });
  expect((await fetch(`${running.url}/graphql`, { method: 'POST', headers: stream, body })).status).toBe(401);
});
