import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '@marketgraph/service';
import { type WebSocket, WebSocketServer } from 'ws';
import { VenueLink } from './venue-link.ts';

export interface VenueServerOptions {
  readonly clock?: Clock;
  /** Messages that a client may send within a second, before it is cut off. */
  readonly messagesPerSecond?: number;
  readonly port?: number;
}

export interface RestRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface RestResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, or what becomes JSON. */
  readonly body: unknown;
}

/** A venue of our own on 127.0.0.1 that can be told to misbehave. What it says is its protocol's business: see its heirs. */
export abstract class VenueServer {
  readonly clock: Clock;
  readonly links = new Set<VenueLink>();
  /** Every link there was. */
  readonly pastLinks: VenueLink[] = [];
  readonly restRequests: RestRequest[] = [];
  /** When connections were asked for, also those that were refused. */
  readonly attempts: number[] = [];
  readonly stopping = new AbortController();
  #http = createServer((request, response) => this.#answer(request, response));
  readonly #upgrades = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
  readonly #raw = new Set<Duplex>();
  readonly #troubles: RestResponse[] = [];
  #refusal: RestResponse | null = null;
  #isFrozen = false;
  #hangsUp = false;
  #isMute = false;
  #isHushed = false;
  #hasNoRest = false;

  constructor(readonly options: VenueServerOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(this.options.port ?? 0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const { ws } of this.links) ws.terminate();
    for (const socket of this.#raw) socket.destroy();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Ends all connections: as a process that dies, or with a close frame. */
  disconnect(code?: number, reason?: string): void {
    for (const { ws } of this.links) {
      if (code === undefined) ws.terminate();
      else ws.close(code, reason);
    }
  }

  /** Connections stay open, pings are answered, nothing is told. */
  mute(isMute: boolean): void {
    this.#isMute = isMute;
  }

  /** What is asked is answered, and nothing is told beside that. */
  hush(isHushed: boolean): void {
    this.#isHushed = isHushed;
  }

  /** Connections stay open and nothing at all comes back, as on a link that drops every packet. */
  freeze(isFrozen: boolean): void {
    this.#isFrozen = isFrozen;
  }

  /** New connections get this answer instead of a websocket; null: they are welcome again. */
  refuse(answer: RestResponse | null): void {
    this.#refusal = answer;
  }

  /** New connections are opened and closed again at once. */
  hangUp(isHangingUp: boolean): void {
    this.#hangsUp = isHangingUp;
  }

  /** The next REST requests are answered so, one after the other. */
  troubleRest(...answers: RestResponse[]): void {
    this.#troubles.push(...answers);
  }

  /** REST hangs up on everybody, or does not. */
  cutRest(isCut: boolean): void {
    this.#hasNoRest = isCut;
  }

  /** To all who follow it; to everybody where no subscription is named. */
  broadcast(frame: string, subscription?: string): void {
    if (this.#isHushed) return;
    for (const link of this.links) if (subscription === undefined || link.subscriptions.has(subscription)) this.say(link, frame);
  }

  say(link: VenueLink, frame: string): void {
    if (!this.#isMute && !this.#isFrozen) link.send(frame);
  }

  protected welcome(_link: VenueLink): void {}
  protected abstract hear(link: VenueLink, message: string): void;
  protected abstract rest(request: RestRequest): RestResponse;

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.attempts.push(this.clock.now());
    socket.on('error', () => undefined);
    this.#raw.add(socket.once('close', () => this.#raw.delete(socket)));
    if (this.#isFrozen) {
      socket.once('end', () => socket.destroy()).resume();
      return;
    }
    if (this.#refusal) {
      const { status = 503, headers = {} } = this.#refusal;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      return void socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}Connection: close\r\nContent-Length: 0\r\n\r\n`);
    }
    this.#upgrades.handleUpgrade(request, socket, head, (ws) => this.#opened(ws, request.url ?? '/'));
  }

  #opened(ws: WebSocket, target: string): void {
    if (this.#hangsUp) {
      ws.terminate();
      return;
    }
    const link = new VenueLink(ws, target, this.clock.now());
    this.links.add(link);
    this.pastLinks.push(link);
    ws.on('close', () => this.links.delete(link));
    ws.on('error', () => undefined);
    ws.on('ping', (data) => {
      if (!this.#isFrozen) ws.pong(data);
    });
    ws.on('message', (data) => this.#heard(link, String(data)));
    this.welcome(link);
  }

  #heard(link: VenueLink, message: string): void {
    if (this.#isFrozen) return;
    link.received.push(message);
    const { messagesPerSecond = Number.POSITIVE_INFINITY } = this.options;
    if (link.isTooFast(messagesPerSecond, this.clock.now())) link.ws.close(1008, 'too many messages');
    else this.hear(link, message);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.restUrl);
    const asked = { path: pathname, query: searchParams, headers: request.headers };
    this.restRequests.push(asked);
    if (this.#hasNoRest) return void request.socket.destroy();
    const { status = 200, headers = {}, body } = this.#troubles.shift() ?? this.rest(asked);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }
}
