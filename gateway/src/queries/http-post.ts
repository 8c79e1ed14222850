import type { Deadline } from '@marketgraph/service';
import type { Dispatcher, Pool } from 'undici';
import { afterLastWords } from './request-deadline.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface HttpPost {
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  /** For the last byte of the answer. The subgraph is told what remains of it. */
  readonly deadline: Deadline;
}

/** The connection closed before anything of an answer came: a subgraph that stops closes those it kept, also as a request is on its way in one. */
export class ClosedUnanswered extends Error {}

const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** One request as undici's dispatcher takes it: without the streams that `request` makes of an answer that is read at once. */
export function post(pool: Pool, { path, headers, body, deadline }: HttpPost): Promise<HttpAnswer> {
  const told = [...headers, 'x-deadline-ms', String(Math.ceil(deadline.remainingMs))];
  return new Promise((resolve, reject) => {
    pool.dispatch({ path, method: 'POST', headers: told, body }, new Reading(deadline, resolve, reject));
  });
}

class Reading implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  readonly #takeBack: () => void;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #givenUp: Error | null = null;

  constructor(
    deadline: Deadline,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#takeBack = afterLastWords(deadline, () => this.#giveUp(deadline.fault()));
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
    this.#takeBack();
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.resolve({ status: this.#status, text: bytes.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#takeBack();
    const isClosed = this.#status === 0 && 'code' in error && CLOSED.has(String(error.code));
    this.reject(isClosed ? new ClosedUnanswered(error.message, { cause: error }) : error);
  }

  /** Also what still waits for a connection is given up, and then not sent. */
  #giveUp(fault: Error): void {
    this.#givenUp = fault;
    this.#controller?.abort(fault);
    this.reject(fault);
  }
}
