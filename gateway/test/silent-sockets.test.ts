import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Connection } from '../src/subscriptions/protocol/connection.ts';
import { EventMessage, messageTail } from '../src/subscriptions/protocol/event-message.ts';
import type { WebSocketEndpoint } from '../src/subscriptions/protocol/websocket-endpoint.ts';
import { endpointClient } from './support/endpoint-client.ts';

const KIB = 1_024;
/** Beats until a socket that says nothing is asked, and until it has owed the answer for too long. */
const [UNTIL_ASKED, UNTIL_GIVEN_UP] = [4, 4];

let endpoint: WebSocketEndpoint;
let client: WebSocket;
let connection: Connection;
let ended: number;
let end: () => Promise<void>;
beforeEach(async () => {
  ended = 0;
  const open = (opened: Connection) => {
    connection = opened;
    return { hear: () => undefined, end: () => void ended++ };
  };
  ({ endpoint, client, end } = await endpointClient({ open }));
});
afterEach(() => end());

const message = new EventMessage(JSON.stringify({ data: { text: 'x'.repeat(4 * KIB) } }));
const tail = messageTail('s', null);

async function fill(): Promise<number> {
  let written = 0;
  while (!connection.sink.blocked) {
    connection.sink.write(message, tail);
    written += message.size;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return written;
}

test('a socket that stops reading is written no more than 256 KiB, and more as soon as it reads', async () => {
  client.pause();
  const written = await fill();
  expect(written).toBeGreaterThan(250 * KIB);
  expect(written).toBeLessThan(270 * KIB);
  client.resume();
  await connection.sink.ready();
  expect(connection.sink.blocked).toBe(false);
});

test('a socket that answers is never given up, however long it says nothing else', async () => {
  for (let round = 0; round < 5; round++) {
    const asked = once(client, 'ping');
    for (let beat = 0; beat < UNTIL_ASKED; beat++) endpoint.beat();
    await asked;
    while (connection.sink.blocked) await connection.sink.ready();
    const heard = Promise.withResolvers<void>();
    client.ping('', undefined, () => heard.resolve());
    await heard.promise;
    await once(client, 'pong');
  }
  expect(ended).toBe(0);
});

test('a socket that takes nothing for too long is told nothing more, and reads why when it reads again', async () => {
  client.pause();
  await fill();
  for (let beat = 0; beat < UNTIL_GIVEN_UP; beat++) endpoint.beat();
  expect(ended).toBe(1);
  expect([connection.isClosed, endpoint.size]).toEqual([true, 1]);
  const closed = once(client, 'close');
  client.resume();
  expect((await closed).map(String)).toEqual(['1013', 'Nothing was read for too long.']);
  while (endpoint.size > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a pong that nobody asked for, or that was not read before it was said, frees nobody', async () => {
  client.pause();
  await fill();
  client.pong('invented');
  client.pong('');
  for (let beat = 0; beat < UNTIL_GIVEN_UP; beat++) endpoint.beat();
  expect(ended).toBe(1);
});

test('a drain does not wait for a socket that does not take part in the closing', async () => {
  client.pause();
  await fill();
  await endpoint.drain();
  expect(ended).toBe(1);
  while (endpoint.size > 0) await new Promise((resolve) => setImmediate(resolve));
});
