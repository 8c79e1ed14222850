import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { GraphQLFormattedError } from 'graphql';
import type { StreamFormat } from './stream-format.ts';
import { StreamSink } from './stream-sink.ts';

/** One subscription in one HTTP answer. */
export class EventStream {
  readonly sink: StreamSink;
  readonly #gone = new AbortController();
  /** Bytes that had left when a full queue was last seen. */
  #leftAt: number | null = null;

  constructor(
    private readonly response: ServerResponse,
    private readonly socket: Socket,
    private readonly format: StreamFormat,
  ) {
    this.sink = new StreamSink(socket, format.wire, response);
    response.once('close', () => this.#gone.abort());
  }

  /** Aborts when the connection is closed, by whomever. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  begin(): void {
    this.socket.setNoDelay(true);
    this.response.writeHead(200, {
      'content-type': this.format.contentType,
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
      // It ends with the stream, so that a stop need not wait for its reader to let go.
      connection: 'close',
    });
    this.response.write(this.format.opening);
  }

  /** A reader that takes nothing between two beats is gone. One that is slow is told nothing more, but stays. */
  beat(): void {
    const { writableLength, bytesWritten } = this.socket;
    if (writableLength === 0) {
      this.#leftAt = null;
      if (!this.response.destroyed && !this.response.writableEnded) this.response.write(this.format.beat);
      return;
    }
    const left = bytesWritten - writableLength;
    if (this.#leftAt !== null && left <= this.#leftAt) this.destroy();
    else this.#leftAt = left;
  }

  fail(errors: readonly GraphQLFormattedError[]): void {
    this.#end(this.format.failed(errors));
  }

  goAway(error: GraphQLFormattedError): void {
    this.#end(this.format.goingAway(error));
  }

  destroy(): void {
    this.response.destroy();
  }

  #end(text: string): void {
    if (!this.response.destroyed && !this.response.writableEnded) this.response.end(text);
  }
}
