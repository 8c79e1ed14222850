import { type Clock, type Deadline, type Logger, reasonOf, slices } from '@marketgraph/service';
import { Pool } from 'undici';
import {
  type DataSource,
  type DataSourceAnswer,
  type DataSourceRequest,
  type TextQuestion,
  type TextSource,
  unavailable,
} from './data-source.ts';
import type { GatewayContext } from './gateway-context.ts';
import { ClosedUnanswered, type HttpAnswer, type HttpPost, post } from './http-post.ts';
import { JsonTexts } from './json-texts.ts';
import { exceeded, isMutation, questionDeadline } from './request-deadline.ts';
import { SameTurn } from './same-turn.ts';

export interface HttpDataSourceOptions {
  name: string;
  url: string;
  /** The credential without which our own subgraphs answer nothing; others may need none. */
  secret: string | undefined;
  clock: Clock;
  logger: Logger;
  /** For an answer that no request waits for, from asking to its last byte. */
  timeoutMs?: number;
}

/** Deadlines end before: this is for connections that nobody waits for any more. */
const TIMEOUT_MS = 6_000;
/** After this many failures in a row a subgraph is left alone for a moment, so that its callers do not queue up. */
const FAILURES_BEFORE_PAUSE = 3;
const PAUSE_MS = 1_000;
const PATIENCE_MS = 1_000;
/** Characters of an answer that takes a tenth of a millisecond to be read. */
const LONG = 100_000;

interface Question {
  readonly body: string;
  /** As the subgraph is told who asks; empty for nobody. */
  readonly asker: string;
  readonly trace: string | undefined;
  readonly mayBeRepeated: boolean;
  readonly deadline: Deadline;
}

/** Leaner than RemoteGraphQLDataSource: a third of its CPU for each request. */
export class HttpDataSource implements DataSource, TextSource {
  readonly texts = this;
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
    this.#path = url.pathname + url.search;
    this.#headers = ['content-type', 'application/json', ...(options.secret ? ['authorization', `Bearer ${options.secret}`] : [])];
    const limits = { connections: 32, connectTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS };
    this.#pool = new Pool(url.origin, { ...limits, keepAliveTimeout: 60_000 });
    this.#unkept = new Pool(url.origin, { ...limits, pipelining: 0 });
  }

  async process({ request, context }: DataSourceRequest): Promise<DataSourceAnswer> {
    const { query = '', operationName, variables = {} } = request;
    const told = await this.ask({ query, operationName, variables: JSON.stringify(variables), context: context as GatewayContext });
    // Parsed for each who asked: answers are written into.
    return typeof told === 'string' ? this.read(told) : told;
  }

  async ask(question: TextQuestion): Promise<string | DataSourceAnswer> {
    const { query, context } = question;
    const deadline = questionDeadline(context, query, this.options.timeoutMs);
    if (deadline.isOver) return exceeded(deadline, query);
    const { clock, name } = this.options;
    const askedAt = clock.now();
    if (askedAt < this.#awayUntil) return unavailable(name);
    try {
      const text = await this.#ask(question, deadline);
      this.#failures = 0;
      // What is done with a long one is done in a turn of its own: several that come at once would hold up everybody else.
      if (text.length > LONG) await slices.turn();
      return text;
    } catch (error) {
      // One that others have left no time to has not failed, nor has one whose asker left.
      if (!deadline.isOver || (!deadline.hasLeft && clock.now() - askedAt >= PATIENCE_MS)) this.#noteFailure(error);
      return deadline.isOver ? exceeded(deadline, query) : unavailable(name);
    }
  }

  read(text: string): DataSourceAnswer {
    try {
      return JSON.parse(text);
    } catch (error) {
      this.#noteFailure(error);
      return unavailable(this.options.name);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#unkept.close()]);
  }

  #ask({ query, operationName, variables, context }: TextQuestion, deadline: Deadline): Promise<string> {
    const { viewer, trace } = context;
    const asker = viewer ? `${viewer.id} ${viewer.role}` : '';
    const name = JSON.stringify(operationName ?? null);
    const body = `{"query":${this.#texts.of(query)},"operationName":${name},"variables":${variables}}`;
    const mayBeRepeated = !isMutation(query);
    const send = (until: Deadline) => this.#send({ body, asker, trace, mayBeRepeated, deadline: until });
    // Events have no deadline, share what they ask themselves and wait for nobody; what is traced is told apart from others in the subgraph too.
    const isAlone = trace !== undefined || !mayBeRepeated || !context.deadline;
    return isAlone ? send(deadline) : this.#turn.ask(`${asker}\n${body}`, deadline, send);
  }

  async #send({ body, asker, trace, mayBeRepeated, deadline }: Question): Promise<string> {
    const headers = [...this.#headers, ...(asker ? ['x-viewer', asker] : []), ...(trace ? ['traceparent', trace] : [])];
    const request = { path: this.#path, headers, body, deadline };
    const { status, text } = await (mayBeRepeated ? this.#postTwice(request) : post(this.#pool, request));
    if (!isResult(status, text)) throw new Error(`It answered ${status} without a GraphQL result.`);
    return text;
  }

  /** Nothing tells whether what was sent in a closed connection has been executed: a query may be, once more; a mutation never. */
  async #postTwice(request: HttpPost): Promise<HttpAnswer> {
    return post(this.#pool, request).catch((error) => {
      if (!(error instanceof ClosedUnanswered) || request.deadline.isOver) throw error;
      return post(this.#unkept, request);
    });
  }

  #noteFailure(error: unknown): void {
    this.#failures++;
    if (this.#failures === 1) this.options.logger.warn(`${this.options.name} does not answer.`, { reason: reasonOf(error) });
    if (this.#failures >= FAILURES_BEFORE_PAUSE) this.#awayUntil = this.options.clock.now() + PAUSE_MS;
  }
}

/**
 * Errors with a 4xx are about the question. With a 5xx and no data they are the word of a server that starts or stops, or of a proxy before it.
 */
function isResult(status: number, text: string): boolean {
  return text.startsWith('{') && (status < 500 || Object.hasOwn(JSON.parse(text), 'data'));
}
