import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { newTraceId } from '@marketgraph/service';
import type { GraphQLFormattedError } from 'graphql';
import { toldError } from '../../queries/told-error.ts';
import { resetLater } from './farewell.ts';
import type { KernelQueues } from './kernel-queues.ts';
import { SendWindow } from './send-window.ts';
import type { StreamFormat } from './stream-format.ts';
import { StreamSink } from './stream-sink.ts';

/** Where nothing has moved it is not looked again sooner. */
const LOOK_AGAIN_MS = 500;
/** Who has taken nothing for so long, though something waits, is gone. */
const MAY_STAND_MS = 9_000;

export interface EventStreamOptions {
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly format: StreamFormat;
  readonly queues: KernelQueues;
}

/** One subscription in one HTTP answer. */
export class EventStream {
  readonly sink: StreamSink;
  readonly #window = new SendWindow({ ask: () => void this.#look() });
  readonly #ended = new AbortController();
  readonly #gone = new AbortController();
  /** Bytes that had left the own queue and the kernel at the last look. Below zero where the kernel held what had been written since the look began. */
  #taken = Number.NEGATIVE_INFINITY;
  #tookAt = 0;
  #hasMoved = true;

  constructor(private readonly options: EventStreamOptions) {
    const { response, socket, format } = options;
    this.sink = new StreamSink({ socket, wire: format.wire, stream: response, window: this.#window });
    response.once('close', () => {
      this.#gone.abort();
      this.#ended.abort();
    });
  }

  /** Aborts when nothing more will be told. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Aborts when the connection is closed, by whomever. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  begin(): void {
    const { response, socket, format } = this.options;
    socket.setNoDelay(true);
    response.writeHead(200, {
      'content-type': format.contentType,
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
      // It ends with the stream, so that a stop need not wait for its reader to let go.
      connection: 'close',
    });
    response.write(format.opening);
  }

  /** Tells a reader of a quiet stream that it is still there. */
  beat(): void {
    const { response, format } = this.options;
    if (this.#isOpen && response.writableLength === 0 && !this.sink.blocked) response.write(format.beat);
  }

  /** True when its reader has taken nothing for too long. One that is slow is told nothing more, but stays. */
  async isGivenUp(now: number): Promise<boolean> {
    const { socket, queues } = this.options;
    // As of before the look: what is written meanwhile must not seem to be taken.
    const written = socket.bytesWritten;
    const own = socket.writableLength;
    const waiting = written === this.#taken ? 0 : ((await queues.waiting(socket)) ?? 0);
    const taken = written - own - waiting;
    if (taken > this.#taken || taken === written) this.#tookAt = now;
    this.#taken = Math.max(taken, this.#taken);
    return now - this.#tookAt >= MAY_STAND_MS;
  }

  fail(errors: readonly GraphQLFormattedError[]): void {
    const traceId = newTraceId();
    this.#end(this.options.format.failed(errors.map((error) => toldError(error, traceId))));
  }

  goAway(error: GraphQLFormattedError): void {
    this.#end(this.options.format.goingAway(toldError(error, newTraceId())));
  }

  /** What waits in the kernel is dropped too: it would be kept for minutes for a reader that does not read. */
  reset(): void {
    this.options.socket.resetAndDestroy();
  }

  get #isOpen(): boolean {
    return !this.options.response.destroyed && !this.options.response.writableEnded;
  }

  /** What was on its way and the last words may still be read for a while. */
  #end(text: string): void {
    if (!this.#isOpen) return;
    this.sink.flush();
    this.options.response.end(text);
    resetLater(this.options.socket);
    this.#ended.abort();
  }

  /** Where nobody can tell, what the kernel has taken counts as arrived. */
  async #look(): Promise<void> {
    const { response, socket, queues } = this.options;
    if (!this.#hasMoved) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS).unref());
    this.sink.flush();
    const own = response.writableLength;
    const waiting = await queues.waiting(socket);
    if (this.#gone.signal.aborted) return;
    this.#hasMoved = this.#window.answered(waiting === null ? 0 : own + waiting);
    this.sink.wake();
  }
}
