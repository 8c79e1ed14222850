import type { Dispatcher, Pool } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface HttpPost {
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  /** From the beginning to the last byte of the answer. */
  readonly deadlineMs: number;
}

/** The connection closed before anything of an answer came: a subgraph that stops closes those it kept, also as a request is on its way in one. */
export class ClosedUnanswered extends Error {}

const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** One request as undici's dispatcher takes it: without the streams that `request` makes of an answer that is read at once. */
export function post(pool: Pool, { path, headers, body, deadlineMs }: HttpPost): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    pool.dispatch({ path, method: 'POST', headers: headers as string[], body }, new Reading(deadlineMs, resolve, reject));
  });
}

class Reading implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  readonly #deadline: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #givenUp: Error | null = null;

  constructor(
    deadlineMs: number,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#deadline = setTimeout(() => this.#giveUp(deadlineMs), deadlineMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#givenUp) controller.abort(this.#givenUp);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#deadline);
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.resolve({ status: this.#status, text: bytes.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#deadline);
    const isClosed = this.#status === 0 && 'code' in error && CLOSED.has(String(error.code));
    this.reject(isClosed ? new ClosedUnanswered(error.message, { cause: error }) : error);
  }

  /** Also what still waits for a connection is given up, and then not sent. */
  #giveUp(deadlineMs: number): void {
    this.#givenUp = new Error(`It did not answer within ${deadlineMs} ms.`);
    this.#controller?.abort(this.#givenUp);
    this.reject(this.#givenUp);
  }
}
