import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '@marketgraph/service';
import { handleProtocols, type Server } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { ConnectionCounts } from '../../limits/connection-counts.ts';
import type { Connection } from './connection.ts';
import { sendAway } from './farewell.ts';
import { LiveSocket } from './live-socket.ts';
import { refusals, refuseUpgrade, type UpgradeRefusal } from './upgrade-refusal.ts';

export interface WebSocketEndpointOptions {
  readonly protocol: Pick<Server<Connection>, 'opened'>;
  readonly logger: Logger;
  readonly messageBytes: number;
  /** Of all transports. */
  readonly connections: ConnectionCounts;
}

const GOING_AWAY = 1001;
const BEAT_MS = 3_000;

/** The websockets of /graphql: takes upgrades, hands messages to the protocol, and closes all of them in good order. */
export class WebSocketEndpoint {
  readonly #server: WebSocketServer;
  readonly #sockets = new Set<LiveSocket>();
  readonly #beating = setInterval(() => this.beat(), BEAT_MS).unref();
  #draining = false;

  constructor(private readonly options: WebSocketEndpointOptions) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.messageBytes,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
  }

  /** Sockets that are open, or not closed by their clients yet. */
  get size(): number {
    return this.#sockets.size;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const refusal = this.#refusal(request);
    if (refusal) return void refuseUpgrade(stream, refusal);
    if (!(stream instanceof Socket)) return void refuseUpgrade(stream, refusals.full);
    const entry = this.options.connections.enter(request);
    if (typeof entry === 'string') return void refuseUpgrade(stream, entry === 'GATEWAY_FULL' ? refusals.full : refusals.ofAddress);
    let live: LiveSocket | null = null;
    stream.once('close', () => {
      entry();
      if (live) this.#sockets.delete(live);
    });
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      live = new LiveSocket(socket, stream, this.options.logger, this.options.protocol);
      this.#sockets.add(live);
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
    await sendAway(this.#sockets, (socket) => socket.close(GOING_AWAY, 'The server is going away.'));
    this.#server.close();
  }

  #refusal(request: IncomingMessage): UpgradeRefusal | null {
    if (request.url?.split('?')[0] !== '/graphql') return refusals.elsewhere;
    return this.#draining ? refusals.draining : null;
  }
}
