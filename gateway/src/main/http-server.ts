import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Health, type Logger, type Metrics, reasonOf } from '@marketgraph/service';
import { answerErrors, answerRefusal } from '../queries/refusal.ts';
import { INTERNAL } from '../queries/told-error.ts';
import { traceIdOfRequest } from '../queries/trace-id.ts';
import type { WebSocketEndpoint } from '../subscriptions/protocol/websocket-endpoint.ts';
import { asksForWebSocket, refusalOfHost, refuseMalformed } from './malformed-requests.ts';
import type { StaticFiles } from './static-files.ts';

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly sockets: WebSocketEndpoint;
  readonly files: StaticFiles;
  /** So long its reader may take nothing of an answer; then the connection is cut off. */
  readonly unreadMs?: number;
  graphql(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Whether requests should be sent here. */
  ready(): Health;
}

const INSIDE = { message: 'Something went wrong inside.', extensions: { code: INTERNAL } };
const UNREAD_MS = 10_000;
const STOP_LIMIT_MS = 5_000;
/** Clients open connections that they do not need yet: a request that is just on its way in one is still answered. */
const UNUSED_LIMIT_MS = 250;

/** The one port: /graphql, what the platform asks, and the web pages. */
export class HttpServer {
  readonly #server: Server;
  /** Connections that have not asked anything: node takes them for busy. */
  readonly #unused = new Set<Socket>();
  #draining = false;

  constructor(private readonly options: HttpServerOptions) {
    this.#server = createServer(
      { requestTimeout: 30_000, headersTimeout: 10_000, requireHostHeader: false, shouldUpgradeCallback: asksForWebSocket },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.keepAliveTimeout = 65_000;
    refuseMalformed(this.#server);
    const unused = this.#unused;
    // One for all: websockets live long, and a closure of its own would live as long as each.
    function forget(this: Socket): void {
      unused.delete(this);
    }
    this.#server.on('connection', (socket) => {
      unused.add(socket);
      socket.on('close', forget);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      unused.delete(request.socket);
      request.socket.off('close', forget);
      options.sockets.upgrade(request, socket, head);
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port: this.options.port, host: this.options.host, backlog: 4_096 }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? this.options.port;
  }

  get isListening(): boolean {
    return this.#server.listening;
  }

  /** From here on /readyz says no; what is under way goes on. */
  drain(): void {
    this.#draining = true;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    const unused = setTimeout(() => this.#closeUnused(), UNUSED_LIMIT_MS);
    const limit = setTimeout(() => this.#server.closeAllConnections(), STOP_LIMIT_MS);
    await closed;
    clearTimeout(unused);
    clearTimeout(limit);
  }

  #closeUnused(): void {
    for (const socket of this.#unused) socket.destroy();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#unused.delete(request.socket);
    try {
      // A connection that is kept would hold up the stop.
      if (this.#draining) response.setHeader('connection', 'close');
      await this.#route(request, response);
      if (response.writableEnded && !response.writableFinished) giveUpUnread(response, this.options.unreadMs ?? UNREAD_MS);
    } catch (error) {
      // It hung up while its body was read: there is nobody to answer.
      if (request.destroyed && !request.complete) return void response.destroy();
      const traceId = traceIdOfRequest(request);
      this.options.logger.error('A request could not be answered.', { traceId, reason: reasonOf(error) });
      if (response.headersSent) return void response.destroy();
      answerErrors(request, response, 500, [INSIDE], {}, traceId);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOfHost(request);
    if (refusal) return answerRefusal(request, response, refusal);
    switch (request.url?.split('?')[0]) {
      case '/graphql':
        return this.options.graphql(request, response);
      case '/healthz':
        return answerHealth(response, 200, { healthy: true });
      case '/readyz':
        return this.#answerReady(response);
      case '/metrics': {
        const { contentType, text } = await this.options.metrics.render();
        return void response.writeHead(200, { 'content-type': contentType }).end(text);
      }
      default:
        return this.options.files.answer(request, response);
    }
  }

  #answerReady(response: ServerResponse): void {
    const health: Health = this.#draining ? { healthy: false, detail: 'It is stopping.' } : this.options.ready();
    answerHealth(response, health.healthy ? 200 : 503, health);
  }
}

/** What the kernel has not taken whole. Node takes it for progress when some of it is taken, and counts for the first answer of a pipeline. */
function giveUpUnread(response: ServerResponse, ms: number): void {
  // Not left to the kernel either: it would try for minutes.
  response.setTimeout(ms, () => response.socket?.resetAndDestroy());
  // Before node says how long the connection may rest, or gives it to the next answer: that may be a quiet stream.
  response.prependOnceListener('finish', () => response.setTimeout(0));
}

function answerHealth(response: ServerResponse, status: number, health: Health): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ name: 'gateway', ...health }));
}
