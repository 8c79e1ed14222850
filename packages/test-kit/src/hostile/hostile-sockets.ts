import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one websocket's end does that never means well; it has been accepted, and initialised. */
type Deed = (socket: Socket) => Promise<void> | void;

const TEXT = 0x81;
const MASK = Buffer.from([1, 2, 3, 4]);

/** A masked frame as clients write it. */
function frame(first: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126 ? Buffer.from([0x80 | payload.length]) : Buffer.from([0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([Buffer.from([first]), length, MASK, payload.map((byte, index) => byte ^ (MASK[index % 4] ?? 0))]);
}

const text = (message: unknown) => frame(TEXT, Buffer.from(JSON.stringify(message)));

const deeds: Readonly<Record<string, Deed>> = {
  'half open': () => undefined,
  garbage: (socket) => void socket.write(randomBytes(4_096)),
  'giant frame': (socket) => void socket.write(Buffer.from([TEXT, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])),
  'endless fragments': async (socket) => {
    socket.write(frame(0x01, Buffer.from('{"type":"')));
    for (let count = 0; count < 2_000 && socket.writable; count++) if (!socket.write(frame(0x00, Buffer.from('x')))) await sleep(10);
  },
  'a continuation of nothing': (socket) => void socket.write(frame(0x80, Buffer.from('x'))),
  'a flood of pings': async (socket) => {
    for (let count = 0; count < 5_000 && socket.writable; count++) if (!socket.write(frame(0x89, Buffer.from('x')))) await sleep(10);
  },
  'no mask': (socket) => void socket.write(Buffer.from([TEXT, 0x02, 0x7b, 0x7d])),
  'RSV bits': (socket) => void socket.write(frame(0xf1, Buffer.from('{}'))),
  'an unknown opcode': (socket) => void socket.write(frame(0x83, Buffer.from('{}'))),
  'a large control frame': (socket) => void socket.write(frame(0x89, Buffer.alloc(200))),
  'a close with no code': (socket) => void socket.write(frame(0x88, Buffer.from([0x00]))),
  'a close with a bad code': (socket) => void socket.write(frame(0x88, Buffer.from([0x03, 0xed]))),
  'text that is no UTF-8': (socket) => void socket.write(frame(TEXT, Buffer.from([0xff, 0xfe, 0xfd]))),
  'byte by byte': async (socket) => {
    for (const byte of text({ id: 'a', type: 'subscribe', payload: { query: '{ __typename }' } })) {
      if (!socket.writable) return;
      socket.write(Buffer.from([byte]));
      await sleep(5);
    }
  },
  'questions without reading': (socket) => {
    socket.pause();
    for (let id = 0; id < 500; id++)
      socket.write(text({ id: String(id), type: 'subscribe', payload: { query: '{ __schema { types { name } } }' } }));
  },
  reset: (socket) => void socket.resetAndDestroy(),
};

const UPGRADE =
  'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';

/** Requests that are never finished, a byte now and then. */
const drips: Readonly<Record<string, string>> = {
  'slow headers': 'POST /graphql HTTP/1.1\r\nHost: x\r\n',
  'slow body': 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n',
  'a slow upgrade': UPGRADE.slice(0, 60),
  nothing: '',
};

export const hostileKinds: readonly string[] = [...Object.keys(deeds), ...Object.keys(drips)];

/** Opens a socket that does not mean well; what is returned lets it go. */
export function openHostile(port: number, kind: string): Promise<() => void> {
  const deed = deeds[kind];
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(deed ? UPGRADE : (drips[kind] ?? ''));
      if (deed) socket.once('data', () => begin(socket, deed));
      else drip(socket);
      resolve(() => socket.destroy());
    });
    socket.on('error', () => resolve(() => undefined));
    socket.resume();
  });
}

function begin(socket: Socket, deed: Deed): void {
  socket.write(text({ type: 'connection_init' }));
  void deed(socket);
}

const DRIP_MS = 500;

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('x'), DRIP_MS);
  socket.once('close', () => clearInterval(timer));
}
