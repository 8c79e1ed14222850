import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Logger, reasonOf } from '@marketgraph/service';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ConnectionCounts, CountedConnection } from '../../limits/connection-counts.ts';
import { Refusal, refuseSocket } from '../../queries/refusal.ts';
import { traceIdOfRequest } from '../../queries/trace-id.ts';
import type { Protocol } from './connection.ts';
import { entered, goingAway } from './entrance.ts';
import { sendAway } from './farewell.ts';
import { LiveSocket } from './live-socket.ts';

export interface WebSocketEndpointOptions {
  readonly protocol: Protocol;
  readonly logger: Logger;
  readonly messageBytes: number;
  /** Of all transports. */
  readonly connections: ConnectionCounts;
}

const ELSEWHERE = new Refusal(404, 'NOT_FOUND', 'Websockets are served at /graphql.');
const GOING_AWAY = 1001;
const BEAT_MS = 3_000;

/** The websockets of /graphql: takes upgrades, hands messages to the protocol, and closes all of them in good order. */
export class WebSocketEndpoint {
  readonly #server: WebSocketServer;
  readonly #sockets = new Set<LiveSocket>();
  readonly #beating = setInterval(() => this.beat(), BEAT_MS).unref();
  #draining = false;
  /** Frames that are too large or malformed: ws closes with the code that fits. */
  readonly #onError = (error: Error) => this.options.logger.debug('A websocket failed.', { reason: reasonOf(error) });

  constructor(private readonly options: WebSocketEndpointOptions) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.messageBytes,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
    this.#server.on('wsClientError', ({ message }, stream, request) =>
      refuse(request, stream, new Refusal(400, 'BAD_REQUEST', `${message}.`, { 'sec-websocket-version': '13' })),
    );
  }

  /** Sockets that are open, or not closed by their clients yet. */
  get size(): number {
    return this.#sockets.size;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Of a plain HTTP server it is nothing else.
    if (!(stream instanceof Socket)) return void stream.destroy();
    const counted = this.#enter(request);
    if (counted instanceof Refusal) refuse(request, stream, counted);
    else this.#open(request, stream, head, counted);
  }

  #open(request: IncomingMessage, stream: Socket, head: Buffer, counted: CountedConnection): void {
    let live: LiveSocket | null = null;
    // The only listener of its kind: each one costs every idle socket a closure and more.
    stream.on('close', () => {
      counted.leave();
      live?.end();
      if (live) this.#sockets.delete(live);
    });
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      live = this.#take(socket, stream, counted.address);
    });
  }

  /** Looks for sockets whose other end does not read. */
  beat(): void {
    for (const socket of this.#sockets) socket.beat();
  }

  /** Closes every socket with 1001, so that clients come back elsewhere and resume. */
  async drain(): Promise<void> {
    this.#draining = true;
    clearInterval(this.#beating);
    await sendAway(this.#sockets, (socket) => socket.close(GOING_AWAY, goingAway.message));
    this.#server.close();
  }

  #take(socket: WebSocket, stream: Socket, address: string): LiveSocket {
    const live = new LiveSocket(socket, stream, address, this.options.protocol);
    this.#sockets.add(live);
    socket.on('error', this.#onError);
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) live.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
    return live;
  }

  #enter(request: IncomingMessage): CountedConnection | Refusal {
    if (request.url?.split('?')[0] !== '/graphql') return ELSEWHERE;
    return this.#draining ? goingAway : entered(this.options.connections, request);
  }
}

/** Browsers tell a page nothing of this; other clients, logs and proxies read it. */
function refuse(request: IncomingMessage, stream: Duplex, refusal: Refusal): void {
  stream.on('error', () => stream.destroy());
  refuseSocket(stream, refusal, traceIdOfRequest(request));
}
