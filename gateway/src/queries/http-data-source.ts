import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { Pool } from 'undici';
import { type DataSource, type DataSourceAnswer, type DataSourceRequest, unavailable } from './data-source.ts';
import type { GatewayContext } from './gateway-context.ts';
import { ClosedUnanswered, type HttpAnswer, type HttpPost, post } from './http-post.ts';
import { JsonTexts } from './json-texts.ts';
import { SameTurn } from './same-turn.ts';

export interface HttpDataSourceOptions {
  name: string;
  url: string;
  /** The credential without which a subgraph answers nothing. */
  secret: string | undefined;
  clock: Clock;
  logger: Logger;
  /** From asking to the last byte of the answer. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** After this many failures in a row a subgraph is left alone for a moment, so that its callers do not queue up. */
const FAILURES_BEFORE_PAUSE = 3;
const PAUSE_MS = 1_000;

/** Leaner than RemoteGraphQLDataSource: a third of its CPU for each request. */
export class HttpDataSource implements DataSource {
  readonly #pool: Pool;
  /** Keeps no connection: each request has a new one. */
  readonly #unkept: Pool;
  readonly #path: string;
  readonly #headers: readonly string[];
  readonly #turn = new SameTurn<string>();
  readonly #texts = new JsonTexts();
  #failures = 0;
  #awayUntil = 0;

  constructor(private readonly options: HttpDataSourceOptions) {
    const url = new URL(options.url);
    this.#path = url.pathname;
    this.#headers = ['content-type', 'application/json', 'authorization', `Bearer ${options.secret ?? ''}`];
    const limits = { connections: 32, connectTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS };
    this.#pool = new Pool(url.origin, { ...limits, keepAliveTimeout: 60_000 });
    this.#unkept = new Pool(url.origin, { ...limits, pipelining: 0 });
  }

  async process(request: DataSourceRequest): Promise<DataSourceAnswer> {
    if (this.options.clock.now() < this.#awayUntil) return unavailable(this.options.name);
    try {
      const text = await this.#ask(request);
      this.#failures = 0;
      // Parsed for each who asked: answers are written into.
      return JSON.parse(text);
    } catch (error) {
      this.#noteFailure(error);
      return unavailable(this.options.name);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#unkept.close()]);
  }

  #ask(asked: DataSourceRequest): Promise<string> {
    const { query = '', variables, operationName } = asked.request;
    const { viewer, trace } = asked.context as GatewayContext;
    const asker = viewer ? `${viewer.id} ${viewer.role}` : '';
    const rest = JSON.stringify({ operationName: operationName ?? null, variables });
    const body = `{"query":${this.#texts.of(query)},${rest.slice(1)}`;
    const mayBeRepeated = !query.startsWith('mutation');
    const send = () => this.#send(body, asker, trace, mayBeRepeated);
    // Events share what they ask themselves and wait for nobody; what is traced is told apart from others in the subgraph too.
    const isAlone = trace !== undefined || !mayBeRepeated || !isOfRequest(asked);
    return isAlone ? send() : this.#turn.ask(`${asker}\n${body}`, send);
  }

  async #send(body: string, asker: string, trace: string | undefined, mayBeRepeated: boolean): Promise<string> {
    const headers = [...this.#headers, ...(asker ? ['x-viewer', asker] : []), ...(trace ? ['traceparent', trace] : [])];
    const request = { path: this.#path, headers, body, deadlineMs: this.options.timeoutMs ?? TIMEOUT_MS };
    const { status, text } = await (mayBeRepeated ? this.#postTwice(request) : post(this.#pool, request));
    if (!text.startsWith('{')) throw new Error(`It answered ${status} without a GraphQL result.`);
    return text;
  }

  /** Nothing tells whether what was sent in a closed connection has been executed: a query may be, once more; a mutation never. */
  async #postTwice(request: HttpPost): Promise<HttpAnswer> {
    const { clock } = this.options;
    const sentAt = clock.now();
    return post(this.#pool, request).catch((error) => {
      const deadlineMs = request.deadlineMs - (clock.now() - sentAt);
      if (!(error instanceof ClosedUnanswered) || deadlineMs <= 0) throw error;
      return post(this.#unkept, { ...request, deadlineMs });
    });
  }

  #noteFailure(error: unknown): void {
    this.#failures++;
    if (this.#failures === 1) this.options.logger.warn(`${this.options.name} does not answer.`, { reason: reasonOf(error) });
    if (this.#failures >= FAILURES_BEFORE_PAUSE) this.#awayUntil = this.options.clock.now() + PAUSE_MS;
  }
}

function isOfRequest(asked: DataSourceRequest): boolean {
  return 'incomingRequestContext' in asked && asked.incomingRequestContext !== undefined;
}
