import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { silentLogger } from '@marketgraph/service';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ConnectionCounts } from '../src/limits/connection-counts.ts';
import type { Connection } from '../src/subscriptions/protocol/connection.ts';
import { Turns } from '../src/subscriptions/protocol/turns.ts';
import { WebSocketEndpoint } from '../src/subscriptions/protocol/websocket-endpoint.ts';

const KIB = 1_024;
const MESSAGES = 400;

let server: Server;
let endpoint: WebSocketEndpoint;
let client: WebSocket;
let accepted: Promise<[Socket]>;
beforeEach(async () => {
  const open = (connection: Connection) => ({ hear: (text: string) => connection.tell(text), end: () => undefined });
  const connections = new ConnectionCounts({ connections: 10, connectionsPerAddress: 10, trustedProxies: [] });
  endpoint = new WebSocketEndpoint({ protocol: { open }, logger: silentLogger, messageBytes: 64 * KIB, connections });
  server = createServer()
    .on('upgrade', (request, stream, head) => endpoint.upgrade(request, stream, head))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  accepted = once(server, 'connection') as Promise<[Socket]>;
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, 'graphql-transport-ws');
  await once(client, 'open');
});
afterEach(async () => {
  client.terminate();
  await endpoint.drain();
  server.close();
});

test('who asks without reading is not heard until it reads, and then nothing of it is lost', async () => {
  const [stream] = await accepted;
  const texts = Array.from({ length: MESSAGES }, (_, index) => `${index} ${'x'.repeat(60 * KIB)}`);
  client.pause();
  for (const text of texts) client.send(text);
  while (!stream.isPaused()) await new Promise((resolve) => setImmediate(resolve));
  expect(stream.writableLength).toBeLessThan(512 * KIB);
  const heard: string[] = [];
  const all = Promise.withResolvers<void>();
  client.on('message', (data) => {
    if (heard.push(String(data).split(' ', 1).join('')) === MESSAGES) all.resolve();
  });
  client.resume();
  await all.promise;
  expect(heard).toEqual(texts.map((_, index) => String(index)));
});

test('no more is worked on at once than may be, in the order in which it came', async () => {
  const begun: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const turns = new Turns(2, async () => undefined);
  const all = ends.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await all[1];
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('nothing is begun while the answers before it are not read', async () => {
  const read = Promise.withResolvers<void>();
  let begun = 0;
  const turns = new Turns(2, () => read.promise);
  const taken = turns.take(async () => void begun++);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toBe(0);
  read.resolve();
  await taken;
  expect(begun).toBe(1);
});
