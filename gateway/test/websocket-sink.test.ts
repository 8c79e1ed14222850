import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { EventMessage, messageTail } from '../src/subscriptions/protocol/event-message.ts';
import { FrameOutlet } from '../src/subscriptions/protocol/frame-outlet.ts';
import { WebSocketSink } from '../src/subscriptions/protocol/websocket-sink.ts';
import { frameOf } from './support/frames.ts';

const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Both ends of a real connection. */
async function connection(): Promise<{ server: Socket; client: Socket }> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [server] = (await once(listener, 'connection')) as [Socket];
  listener.close();
  open.push(server, client);
  return { server, client };
}

const tail = messageTail('s', null);
const large = new EventMessage(JSON.stringify({ data: { text: 'x'.repeat(1_000_000) } }));

/** More than the kernel takes for a connection on this machine. */
function fill(sink: WebSocketSink): void {
  for (let round = 0; round < 30; round++) sink.write(large, tail);
}

test('a reader that stops reading blocks its sink, and reading on frees it', async () => {
  const { server, client } = await connection();
  client.pause();
  const sink = new WebSocketSink(server);
  fill(sink);
  let free = false;
  const ready = sink.ready().then(() => {
    free = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([sink.blocked, free]).toEqual([true, false]);
  client.resume();
  await ready;
  expect(sink.blocked).toBe(false);
});

test('who waits for a socket that is closed is not left waiting', async () => {
  const { server, client } = await connection();
  client.pause();
  const sink = new WebSocketSink(server);
  fill(sink);
  const ready = sink.ready();
  server.destroy();
  await ready;
  sink.write(large, tail);
});

test.each([1, 100, 125, 126, 500, 65_000, 65_535, 65_536, 200_000])(
  'a payload of about %i bytes is one valid frame with its own tail',
  (size) => {
    const message = new EventMessage(JSON.stringify({ data: { text: 'é'.repeat(size / 2) } }));
    for (const id of ['1', 'a-much-longer-id', 'ü']) {
      const frame = frameOf(message, messageTail(id, { skipped: 3 }));
      const short = frame[1] ?? 0;
      const [start, length] =
        short < 126 ? [2, short] : short === 126 ? [4, frame.readUInt16BE(2)] : [10, Number(frame.readBigUInt64BE(2))];
      expect(frame.length - start).toBe(length);
      const { payload, ...rest } = JSON.parse(frame.subarray(start).toString('utf8'));
      expect(rest).toEqual({ type: 'next', id });
      expect(payload.extensions).toEqual({ stream: { skipped: 3 } });
    }
  },
);

/** Shows nothing of what lies behind it, and takes everything. */
function stream(chunks: Buffer[]): Socket {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  }) as Socket;
}

test('what is told in one turn leaves as one piece', async () => {
  const chunks: Buffer[] = [];
  const sink = new WebSocketSink(stream(chunks));
  const message = new EventMessage('{"data":{"a":1}}');
  for (let count = 0; count < 3; count++) sink.write(message, tail);
  expect(chunks).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  const frame = frameOf(message, tail);
  expect(chunks).toEqual([Buffer.concat([frame, frame, frame])]);
});

test('what the kernel takes at once passes the stream by, and what is written beside the sink keeps its place', async () => {
  const { server, client } = await connection();
  const sink = new WebSocketSink(server);
  const message = new EventMessage('{"data":{"a":1}}');
  const frame = frameOf(message, tail);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  const writes = vi.spyOn(server, 'write');
  sink.write(message, tail);
  sink.write(message, tail);
  sink.flush();
  server.write('beside');
  sink.write(message, tail);
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes.mock.calls).toEqual([['beside']]);
  const expected = Buffer.concat([frame, frame, Buffer.from('beside'), frame]);
  while (Buffer.concat(chunks).length < expected.length) await once(client, 'data');
  expect(Buffer.concat(chunks)).toEqual(expected);
});

test('members of a group get their own frames, whatever the one before them got', async () => {
  const ends = await Promise.all([connection(), connection(), connection()]);
  const [one, other] = ['one', 'two'].map((text) => new EventMessage(JSON.stringify({ data: { text } }))) as [EventMessage, EventMessage];
  const told = [one, one, other].map((message, index) => ({ message, tail: messageTail(`id ${index}`, null) }));
  // No frame is made for one reader only.
  for (const message of [one, other]) message.addFrame(tail, []);
  const arrived = ends.map(({ client }) => once(client, 'data'));
  for (const [index, { server }] of ends.entries()) {
    const message = told[index];
    if (message) new WebSocketSink(server).write(message.message, message.tail);
  }
  const frames = (await Promise.all(arrived)).map(([chunk]) => chunk);
  expect(frames).toEqual(told.map(({ message, tail: own }) => frameOf(message, own)));
});

test('what comes for a connection that is closed is written to nothing that has its descriptor now', async () => {
  const { server } = await connection();
  const { fd: descriptor } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
  const outlet = new FrameOutlet(server);
  server.destroy();
  const folder = mkdtempSync(join(tmpdir(), 'descriptors-'));
  const files: number[] = [];
  while (files.at(-1) !== descriptor && files.length < 1_000) files.push(openSync(join(folder, `${files.length}`), 'w'));
  const bytes = Buffer.from('not for you');
  outlet.write([bytes], bytes.length);
  expect([files.at(-1), fstatSync(descriptor).size]).toEqual([descriptor, 0]);
  for (const file of files) closeSync(file);
  rmSync(folder, { recursive: true });
});

test('what the kernel did not take at once stays as it was, whatever others are told meanwhile', async () => {
  const [slow, quick] = [await connection(), await connection()];
  slow.client.pause();
  quick.client.resume();
  const sinks = [new WebSocketSink(slow.server), new WebSocketSink(quick.server)] as const;
  const sent: Buffer[] = [];
  for (let number = 0; slow.server.writableLength === 0; number++) {
    const messages = ['a', 'b'].map((letter) => new EventMessage(JSON.stringify({ data: { text: `${number}${letter.repeat(20_000)}` } })));
    for (const message of messages) sent.push(frameOf(message, tail));
    for (const message of messages) sinks[0].write(message, tail);
    sinks[0].flush();
    const other = new EventMessage(JSON.stringify({ data: { text: 'other'.repeat(5_000) } }));
    for (let turn = 0; turn < 2; turn++) sinks[1].write(other, tail);
    sinks[1].flush();
    await once(quick.client, 'data');
  }
  const expected = Buffer.concat(sent);
  const chunks: Buffer[] = [];
  let length = 0;
  slow.client.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
  });
  slow.client.resume();
  while (length < expected.length) await once(slow.client, 'data');
  expect(Buffer.concat(chunks).equals(expected)).toBe(true);
});

test('small messages that kernels do not take keep each their own bytes, and little memory beside them', async () => {
  const untaken: Buffer[] = [];
  const full = () => new Writable({ write: (chunk: Buffer) => void untaken.push(chunk) }) as Socket;
  const texts = Array.from({ length: 100 }, (_, index) => JSON.stringify({ data: { index, text: 'x'.repeat(3_000) } }));
  for (const text of texts) {
    const message = new EventMessage(text);
    // It is asked for before: no frame is made for one reader only.
    message.addFrame(tail, []);
    new WebSocketSink(full()).write(message, tail);
  }
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(untaken).toEqual(texts.map((text) => frameOf(new EventMessage(text), tail)));
  const kept = [...new Set(untaken.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const written = untaken.reduce((sum, { length }) => sum + length, 0);
  expect(kept).toBeLessThan(2 * written);
});
