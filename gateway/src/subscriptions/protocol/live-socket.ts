import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type Logger, reasonOf } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import { textFrame } from './event-message.ts';
import { resetLater } from './farewell.ts';
import { SendWindow } from './send-window.ts';
import { WebSocketSink } from './websocket-sink.ts';

const NORMAL = 1000;
const BAD_REQUEST = 4400;
const INTERNAL_ERROR = 4500;
/** Clients take this as an invitation to come back, which they do with their cursors. */
const TRY_AGAIN_LATER = 1013;
const NONCE_BYTES = 8;
/** More than this of answers waits for nobody who goes on asking. */
const HIGH_WATER_BYTES = 64 * 1024;
/** In beats: how often the other end is asked for a sign of life, and how long it may owe the answer. */
const ASK_EVERY = 4;
const MAY_OWE = 3;

/** One websocket: what its reader has taken is known by its pongs. */
export class LiveSocket implements Connection {
  readonly sink: WebSocketSink;
  viewer: Viewer | null = null;
  isClosed = false;
  readonly #window = new SendWindow(() => this.#ping());
  /** None while the protocol is told of it: it refuses some at once. */
  #ended: ((code: number, reason: string) => Promise<void>) | null = null;
  /** What the pong must say that is waited for: nobody can answer what it has not read. */
  #nonce: Buffer | null = null;
  #owedBeats = 0;
  #quietBeats = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Socket,
    private readonly logger: Logger,
    protocol: Pick<Server<Connection>, 'opened'>,
  ) {
    stream.setNoDelay(true);
    this.sink = new WebSocketSink(stream, this.#window);
    this.#ended = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => this.#send(text),
        close: (code = NORMAL, reason = '') => this.close(code, reason),
        onMessage: (handle) => socket.on('message', (data) => this.#handle(handle, String(data))),
      },
      this,
    );
    socket.on('pong', (data) => this.#answered(data));
    // Frames that are too large or malformed: ws closes with the code that fits.
    socket.on('error', (error) => logger.debug('A websocket failed.', { reason: reasonOf(error) }));
    socket.once('close', (code, reason) => this.#end(code, String(reason)));
  }

  /** Nothing is told any more from here on, whether or not the other end takes part in the closing. */
  close(code: number, reason: string): void {
    this.sink.flush();
    this.socket.close(code, reason);
    resetLater(this.stream);
    this.#end(code, reason);
  }

  /** What waits in the kernel is dropped too: it would be kept for minutes for a reader that does not read. */
  reset(): void {
    this.stream.resetAndDestroy();
  }

  /** Called every three seconds. */
  beat(): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.#window.isAsking) {
      this.#owedBeats++;
      if (this.#owedBeats > MAY_OWE) this.close(TRY_AGAIN_LATER, 'Nothing was read for too long.');
      return;
    }
    this.#owedBeats = 0;
    this.#quietBeats = (this.#quietBeats + 1) % ASK_EVERY;
    if (this.#quietBeats === 0) this.#window.askNow();
  }

  #ping(): void {
    this.#nonce = randomBytes(NONCE_BYTES);
    this.#owedBeats = 0;
    // The answer tells that what was written before has arrived.
    this.sink.flush();
    this.socket.ping(this.#nonce, false);
  }

  #answered(data: Buffer): void {
    if (!this.#nonce?.equals(data)) return;
    this.#nonce = null;
    this.#window.answered();
    this.sink.wake();
  }

  #end(code: number, reason: string): void {
    if (!this.#ended || this.isClosed) return;
    this.isClosed = true;
    this.#ended(code, reason).catch((error: unknown) => this.logger.error('A websocket was not cleaned up.', { reason: reasonOf(error) }));
  }

  #handle(handle: (text: string) => Promise<void>, text: string): void {
    if (this.isClosed) return;
    handle(text).catch((error: unknown) => {
      if (isNoMessage(error)) return this.close(BAD_REQUEST, 'Invalid message received');
      this.logger.error('A websocket message could not be handled.', { reason: reasonOf(error) });
      this.close(INTERNAL_ERROR, 'Something went wrong inside.');
    });
  }

  /** Whoever asks without reading the answers is not heard until it has read some. */
  #hearLater(): void {
    if (this.socket.isPaused) return;
    this.socket.pause();
    this.stream.once('drain', () => this.socket.resume());
  }

  #send(text: string): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) return Promise.resolve();
    this.#window.wrote(text.length);
    this.sink.flush();
    // One buffer of our own, as the sink's: what ws writes are two, gathered by the stream.
    this.stream.write(textFrame(text));
    if (this.stream.writableLength > HIGH_WATER_BYTES) this.#hearLater();
    return Promise.resolve();
  }
}

/** graphql-ws throws on what only servers may send, and on what is nested too deeply to be read. Both are the client's doing. */
function isNoMessage(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.message.startsWith('Unexpected message of type'));
}
