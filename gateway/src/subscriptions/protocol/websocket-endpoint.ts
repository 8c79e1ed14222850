import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Logger, reasonOf } from '@marketgraph/service';
import { handleProtocols, type Server } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { AddressCounts, type ConnectionLimits, readConnectionLimits } from '../../limits/connection-limits.ts';
import type { Connection } from './subscription-protocol.ts';
import { WebSocketSink } from './websocket-sink.ts';

const GOING_AWAY = 1001;
const BAD_REQUEST = 4400;
/** A socket that does not answer a ping within this is gone. */
const PING_MS = 12_000;
/** Sockets are told to go in small lots, so that their clients do not all come back at once. */
const DRAIN_LOT = 50;
const DRAIN_PAUSE_MS = 20;
const CLOSE_WAIT_MS = 2_000;

/** The websockets of /graphql: takes upgrades, hands messages to the protocol, and closes all of them in good order. */
export class WebSocketEndpoint {
  readonly #server: WebSocketServer;
  readonly #ping = setInterval(() => this.#pingAll(), PING_MS).unref();
  /** Sockets that owe us a pong, with the bytes that had left for them when they were asked. */
  readonly #asked = new Map<WebSocket, number>();
  readonly #streams = new WeakMap<WebSocket, Socket>();
  #draining = false;

  constructor(
    private readonly protocol: Server<Connection>,
    private readonly logger: Logger,
    private readonly limits: ConnectionLimits = readConnectionLimits(),
    private readonly addresses = new AddressCounts(limits.connectionsPerAddress),
  ) {
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: limits.messageBytes,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
  }

  get size(): number {
    return this.#server.clients.size;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const refusal = this.#refusal(request);
    if (refusal) return void refuse(stream, refusal);
    if (!(stream instanceof Socket)) return void refuse(stream, refusals.full);
    const leave = this.addresses.enter(stream.remoteAddress ?? '');
    if (!leave) return void refuse(stream, refusals.ofAddress);
    stream.once('close', leave);
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#serve(socket, stream));
  }

  #refusal(request: IncomingMessage): Refusal | null {
    if (request.url?.split('?')[0] !== '/graphql') return refusals.elsewhere;
    if (this.#draining) return refusals.draining;
    return this.size >= this.limits.socketsPerGateway ? refusals.full : null;
  }

  /** Closes every socket with 1001, so that clients come back elsewhere and resume. */
  async drain(): Promise<void> {
    this.#draining = true;
    clearInterval(this.#ping);
    const sockets = [...this.#server.clients];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const [index, socket] of sockets.entries()) {
      socket.close(GOING_AWAY, 'The server is going away.');
      if (index % DRAIN_LOT === DRAIN_LOT - 1) await new Promise((resolve) => setTimeout(resolve, DRAIN_PAUSE_MS));
    }
    const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_WAIT_MS).unref());
    await Promise.race([Promise.all(closed), limit]);
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #serve(socket: WebSocket, stream: Socket): void {
    stream.setNoDelay(true);
    const gone = new AbortController();
    const connection: Connection = {
      sink: new WebSocketSink(stream),
      closed: gone.signal,
      viewer: null,
      close: (code, reason) => socket.close(code, reason),
    };
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => socket.on('message', (data) => this.#handle(socket, handle, String(data))),
      },
      connection,
    );
    this.#streams.set(socket, stream);
    socket.on('pong', () => this.#asked.delete(socket));
    // Frames that are too large or malformed: ws closes with the code that fits.
    socket.on('error', (error) => this.logger.debug('A websocket failed.', { reason: reasonOf(error) }));
    socket.once('close', (code, reason) => {
      this.#asked.delete(socket);
      gone.abort();
      void closed(code, String(reason)).catch((error: unknown) =>
        this.logger.error('A websocket was not cleaned up.', { reason: reasonOf(error) }),
      );
    });
  }

  #handle(socket: WebSocket, handle: (text: string) => Promise<void>, text: string): void {
    handle(text).catch((error: unknown) => {
      if (isNoMessage(error)) return socket.close(BAD_REQUEST, 'Invalid message received');
      this.logger.error('A websocket message could not be handled.', { reason: reasonOf(error) });
      socket.close(4500, 'Something went wrong inside.');
    });
  }

  /** A slow reader answers late, because the ping waits behind its data: as long as that moves, it is alive. */
  #pingAll(): void {
    for (const socket of this.#server.clients) {
      const stream = this.#streams.get(socket);
      const sent = stream ? stream.bytesWritten - stream.writableLength : 0;
      const before = this.#asked.get(socket);
      if (before !== undefined && sent <= before) {
        socket.terminate();
        continue;
      }
      this.#asked.set(socket, sent);
      if (before === undefined) socket.ping();
    }
  }
}

/** graphql-ws throws on what only servers may send, and on what is nested too deeply to be read. Both are the client's doing. */
function isNoMessage(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.message.startsWith('Unexpected message of type'));
}

function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => socket.send(text, () => resolve()));
}

interface Refusal {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

const refusals = {
  elsewhere: { status: '404 Not Found', code: 'NOT_FOUND', message: 'Websockets are served at /graphql.' },
  draining: { status: '503 Service Unavailable', code: 'GOING_AWAY', message: 'The server is going away.' },
  full: { status: '503 Service Unavailable', code: 'TOO_MANY_CONNECTIONS', message: 'No more connections are taken right now.' },
  ofAddress: {
    status: '429 Too Many Requests',
    code: 'TOO_MANY_CONNECTIONS',
    message: 'This address has all the connections it may have.',
  },
} satisfies Record<string, Refusal>;

/** Browsers tell a page nothing of this; other clients, logs and proxies read it. */
function refuse(stream: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = ['Connection: close', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  stream.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}
