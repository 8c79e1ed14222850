import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { Pool } from 'undici';
import { type DataSource, type DataSourceAnswer, type DataSourceRequest, unavailable } from './data-source.ts';
import type { GatewayContext } from './gateway-context.ts';

export interface HttpDataSourceOptions {
  name: string;
  url: string;
  /** The credential without which a subgraph answers nothing. */
  secret: string | undefined;
  clock: Clock;
  logger: Logger;
}

const TIMEOUT_MS = 5_000;
/** After this many failures in a row a subgraph is left alone for a moment, so that its callers do not queue up. */
const FAILURES_BEFORE_PAUSE = 3;
const PAUSE_MS = 1_000;

/** Leaner than RemoteGraphQLDataSource: a third of its CPU for each request. */
export class HttpDataSource implements DataSource {
  readonly #pool: Pool;
  readonly #path: string;
  #failures = 0;
  #awayUntil = 0;

  constructor(private readonly options: HttpDataSourceOptions) {
    const url = new URL(options.url);
    this.#path = url.pathname;
    this.#pool = new Pool(url.origin, {
      connections: 32,
      connectTimeout: TIMEOUT_MS,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      keepAliveTimeout: 60_000,
    });
  }

  async process({ request, context }: DataSourceRequest): Promise<DataSourceAnswer> {
    if (this.options.clock.now() < this.#awayUntil) return unavailable(this.options.name);
    try {
      const { query, variables, operationName } = request;
      const answer = await this.#ask(JSON.stringify({ query, variables, operationName }), context as GatewayContext);
      this.#failures = 0;
      return answer;
    } catch (error) {
      this.#noteFailure(error);
      return unavailable(this.options.name);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #ask(body: string, { viewer }: GatewayContext): Promise<DataSourceAnswer> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${this.options.secret ?? ''}`,
      ...(viewer && { 'x-viewer': `${viewer.id} ${viewer.role}` }),
    };
    const response = await this.#pool.request({ path: this.#path, method: 'POST', headers, body });
    const text = await response.body.text();
    if (!text.startsWith('{')) throw new Error(`It answered ${response.statusCode} without a GraphQL result.`);
    return JSON.parse(text);
  }

  #noteFailure(error: unknown): void {
    this.#failures++;
    if (this.#failures === 1) this.options.logger.warn(`${this.options.name} does not answer.`, { reason: reasonOf(error) });
    if (this.#failures >= FAILURES_BEFORE_PAUSE) this.#awayUntil = this.options.clock.now() + PAUSE_MS;
  }
}
