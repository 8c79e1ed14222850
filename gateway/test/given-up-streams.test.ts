import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EventStream } from '../src/subscriptions/protocol/event-stream.ts';
import { KernelQueues } from '../src/subscriptions/protocol/kernel-queues.ts';
import { formats } from '../src/subscriptions/protocol/stream-format.ts';

const SECOND_MS = 1_000;
const folder = mkdtempSync(join(tmpdir(), 'marketgraph-stream-'));
const table = join(folder, 'tcp');
let server: Server;
let response: ServerResponse;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, (answer) => answer.pause().on('error', () => undefined))
    .on('error', () => undefined)
    .end();
  [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(table, { force: true });
});

/** The stream, and what sets how many bytes its reader has taken so far. */
async function open() {
  const { socket } = response;
  if (!socket) throw new Error('There is no connection.');
  const stream = new EventStream({ response, socket, format: formats.SSE, queues: new KernelQueues([table]) });
  stream.begin();
  while (socket.writableLength > 0 || socket.bytesWritten < 200) await new Promise((resolve) => setImmediate(resolve));
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  const ends = [socket.localPort ?? 0, socket.remotePort ?? 0].map((port) => `0100007F:${hex(port, 4)}`);
  const hasTaken = (bytes: number) =>
    writeFileSync(table, `head\n   0: ${ends.join(' ')} 01 ${hex(socket.bytesWritten - socket.writableLength - bytes, 8)}:00000000\n`);
  return { stream, hasTaken };
}

test('a stream that is written to while its reader takes nothing is given up after nine seconds', async () => {
  const { stream, hasTaken } = await open();
  let second = 0;
  for (let isGivenUp = false; !isGivenUp && second < 15; second++) {
    hasTaken(100);
    const look = stream.isGivenUp(second * SECOND_MS);
    response.write('x'.repeat(3_000));
    isGivenUp = await look;
  }
  // The first look is at 0 s.
  expect(second - 1).toBe(9);
});

test('a stream whose reader takes a little each second stays', async () => {
  const { stream, hasTaken } = await open();
  for (let second = 0; second < 15; second++) {
    response.write('x'.repeat(3_000));
    hasTaken(100 + second);
    expect(await stream.isGivenUp(second * SECOND_MS)).toBe(false);
  }
});

test('a stream whose first look finds more in the kernel than had been written when it began stays', async () => {
  const { stream, hasTaken } = await open();
  hasTaken(-100);
  expect(await stream.isGivenUp(Date.now())).toBe(false);
});
