import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Viewer } from '@marketgraph/vocabulary';
import type { WebSocket } from 'ws';
import type { Connection, Dialogue, Protocol } from './connection.ts';
import { pingFrame } from './event-message.ts';
import { resetLater } from './farewell.ts';
import { SendWindow } from './send-window.ts';
import { WebSocketSink } from './websocket-sink.ts';

/** Clients take this as an invitation to come back, which they do with their cursors. */
const TRY_AGAIN_LATER = 1013;
const NONCE_BYTES = 8;
/** In beats: how often the other end is asked for a sign of life, and how long it may owe the answer. */
const ASK_EVERY = 4;
const MAY_OWE = 3;

/** One websocket: what its reader has taken is known by its pongs. */
export class LiveSocket implements Connection {
  readonly sink: WebSocketSink;
  viewer: Viewer | null = null;
  isClosed = false;
  readonly #window = new SendWindow(this);
  readonly #dialogue: Dialogue;
  /** What the pong must say that is waited for: nobody can answer what it has not read. */
  #nonce: Buffer | null = null;
  #owedBeats = 0;
  #quietBeats = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Socket,
    readonly address: string,
    protocol: Protocol,
  ) {
    this.sink = new WebSocketSink(stream, this.#window);
    this.#dialogue = protocol.open(this);
    socket.on('message', (data: Buffer) => this.#heard(data.toString()));
    socket.on('pong', (data) => this.#answered(data));
  }

  /** It leaves with the messages of this turn. */
  tell(frame: Buffer): void {
    this.sink.add(frame);
    if (this.sink.isFull) this.#hearLater();
  }

  /** Nothing is told any more from here on, whether or not the other end takes part in the closing. */
  close(code: number, reason: string): void {
    this.sink.flush();
    this.socket.close(code, reason);
    resetLater(this.stream);
    this.end();
  }

  /** Nobody is there any more, or soon. */
  end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#dialogue.end();
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

  /** The answer tells that what was written before has arrived. It leaves with the messages of this turn. */
  ask(): void {
    this.#nonce = randomBytes(NONCE_BYTES);
    this.#owedBeats = 0;
    this.sink.add(pingFrame(this.#nonce));
  }

  #answered(data: Buffer): void {
    if (!this.#nonce?.equals(data)) return;
    this.#nonce = null;
    this.#window.answered();
    this.sink.wake();
  }

  #heard(text: string): void {
    if (!this.isClosed) this.#dialogue.hear(text);
  }

  /** Whoever asks without reading the answers is not heard until it has read some. */
  #hearLater(): void {
    if (this.socket.isPaused) return;
    this.socket.pause();
    this.stream.once('drain', () => this.socket.resume());
  }
}
