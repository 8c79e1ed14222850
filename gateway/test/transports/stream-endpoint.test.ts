import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConnectionCounts } from '../../src/limits/connection-counts.ts';
import type { SubscriptionRequest } from '../../src/subscriptions/planning/subscription-request.ts';
import { readRequest } from '../../src/subscriptions/planning/subscription-request.ts';
import { EventMessage } from '../../src/subscriptions/protocol/event-message.ts';
import { StreamEndpoint } from '../../src/subscriptions/protocol/stream-endpoint.ts';
import { formats } from '../../src/subscriptions/protocol/stream-format.ts';
import { StreamSink } from '../../src/subscriptions/protocol/stream-sink.ts';
import { piecesOf } from '../support/frames.ts';
import { createLive, type Live } from '../support/live.ts';

let live: Live;
let server: Server;
const clients: Socket[] = [];
beforeEach(async () => {
  live = await createLive();
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
  await live.stop();
});

/** A request whose answer the test writes; what the client reads is collected. */
async function ask(): Promise<{ asker: IncomingMessage; response: ServerResponse; client: Socket; read: () => string }> {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  clients.push(client);
  let text = '';
  client.on('data', (data) => {
    text += String(data);
  });
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const [asker, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  return { asker, response, client, read: () => text };
}

function request(): SubscriptionRequest {
  const preparation = live.planner.prepare('subscription { quoteUpdated(symbols: ["AAPL"]) { price } }', undefined);
  if (preparation.kind !== 'subscription') throw new Error('It was not prepared.');
  const reading = readRequest(preparation.prepared, {}, null);
  if (!('request' in reading)) throw new Error('It was not read.');
  return reading.request;
}

function endpoint(connections = 10): StreamEndpoint {
  const limits = { connections, connectionsPerAddress: 2, trustedProxies: [] };
  return new StreamEndpoint({ hub: live.hub, clock: live.clock, connections: new ConnectionCounts(limits) });
}

test('where the gateway has all its connections no stream begins, and the answer may be tried again', async () => {
  const { asker, response } = await ask();
  const refusal = endpoint(0).open({ transport: 'SSE', request: request(), asker, response, expiresAt: null });
  expect([refusal?.status, refusal?.code, response.headersSent]).toEqual([503, 'TOO_MANY_CONNECTIONS', false]);
});

test('an address that has its share gets no further stream until one of its own ends', async () => {
  const streams = endpoint();
  const open = async () => {
    const { asker, response, client } = await ask();
    return { client, response, refusal: streams.open({ transport: 'SSE', request: request(), asker, response, expiresAt: null }) };
  };
  const [first, , third] = [await open(), await open(), await open()];
  expect([first.refusal, third.refusal?.status, third.refusal?.code]).toEqual([null, 429, 'TOO_MANY_CONNECTIONS']);
  first.client.destroy();
  await once(first.response, 'close');
  expect((await open()).refusal).toBeNull();
});

test('no stream begins once the drain has', async () => {
  const { asker, response } = await ask();
  const streams = endpoint();
  await streams.drain();
  expect(streams.open({ transport: 'SSE', request: request(), asker, response, expiresAt: null })?.code).toBe('GOING_AWAY');
});

test('who left while its operation was read is not subscribed', async () => {
  const { asker, response, client } = await ask();
  client.destroy();
  await once(response, 'close');
  const streams = endpoint();
  expect(streams.open({ transport: 'MULTIPART', request: request(), asker, response, expiresAt: null })).toBeNull();
  expect([streams.size, live.hub.size.subscribers]).toEqual([0, 0]);
});

test.each([
  ['SSE', '"errors":[{"message":"The graph has changed.","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"'],
  ['MULTIPART', '{"payload":null,"errors":[{"message":"The graph has changed."'],
] as const)('a graph that has lost the field ends its %s streams with an error and nobody stays', async (transport, words) => {
  const { asker, response, client, read } = await ask();
  const streams = endpoint();
  streams.open({ transport, request: request(), asker, response, expiresAt: null });
  live.hub.replan(() => ({ kind: 'errors', errors: [] }));
  await once(client, 'end');
  expect(read()).toContain(words);
  client.end();
  while (streams.size > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(live.hub.size).toEqual({ groups: 0, subscribers: 0, catchingUp: 0 });
});

test.each(['SSE', 'MULTIPART'] as const)(
  'a %s reader that stops reading blocks its sink at 64 KiB, and reading on or leaving frees it',
  async (name) => {
    const message = new EventMessage(JSON.stringify({ data: { text: 'x'.repeat(10_000) } }));
    const { wire } = formats[name];
    const { response, client } = await ask();
    if (!response.socket) throw new Error('No socket.');
    response.flushHeaders();
    client.pause();
    const sink = new StreamSink({ socket: response.socket, wire, stream: response });
    const fill = async () => {
      while (!sink.blocked) {
        sink.write(message, sink.tail('', null));
        if (response.writableLength > 64 * 1_024) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await fill();
    expect(response.writableLength).toBeLessThan(64 * 1_024 + 12_000);
    let free = false;
    const ready = sink.ready().then(() => {
      free = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(free).toBe(false);
    client.resume();
    await ready;
    client.pause();
    await fill();
    const left = sink.ready();
    client.destroy();
    await left;
    sink.write(message, sink.tail('', { skipped: 1 }));
  },
);

test('all who are told nothing beside it get the very same bytes of a message', () => {
  const message = new EventMessage('{"data":{"a":1}}');
  for (const { wire } of [formats.SSE, formats.MULTIPART]) {
    const plain = wire.tail('1', null);
    const [first, ...more] = piecesOf(wire, message, plain);
    expect(more).toEqual([]);
    expect(piecesOf(wire, message, wire.tail('2', null))[0]).toBe(first);
    expect(String(piecesOf(wire, message, wire.tail('1', { skipped: 2 }))[0])).toContain(
      '{"data":{"a":1},"extensions":{"stream":{"skipped":2}}}',
    );
  }
});
