import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { Sink } from '../hub/sink.ts';
import type { EventMessage, StreamNote } from './event-message.ts';
import { FrameOutlet } from './frame-outlet.ts';
import type { SendWindow } from './send-window.ts';
import type { Wire } from './wire.ts';

/** More than this in a socket's own queue means that its reader does not keep up. */
const HIGH_WATER_BYTES = 64 * 1024;

export interface StreamSinkOptions {
  readonly socket: Socket;
  readonly wire: Wire;
  /** What is written to, where it is not the socket itself: the HTTP answer that goes through it. */
  readonly stream?: Writable;
  /** Bounds what the kernel is given beside the socket's own queue. */
  readonly window?: SendWindow;
}

/** All who wait for a sink wait together. */
interface Waiting {
  readonly ended: Promise<void>;
  stop(): void;
}

/** Writes ready bytes to a connection and never more than its reader takes. */
export class StreamSink implements Sink {
  readonly #socket: Socket;
  readonly #stream: Writable;
  /** Of a socket. */
  readonly #outlet: FrameOutlet | null;
  readonly #wire: Wire;
  readonly #window: SendWindow | null;
  #waiting: Waiting | null = null;
  /** Pieces of messages that leave at the turn's end. */
  #pieces: Buffer[] = [];
  #length = 0;

  constructor({ socket, wire, stream = socket, window }: StreamSinkOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#outlet = stream === socket ? new FrameOutlet(socket) : null;
    this.#wire = wire;
    this.#window = window ?? null;
  }

  get blocked(): boolean {
    return this.#window?.isFull === true || this.isFull;
  }

  /** Of its own queue. */
  get isFull(): boolean {
    if (this.#queued + this.#length <= HIGH_WATER_BYTES) return false;
    // What was only held back for the turn's end says nothing of the reader.
    this.flush();
    return this.#queued > HIGH_WATER_BYTES;
  }

  get #queued(): number {
    return this.#outlet ? this.#outlet.waiting : this.#stream.writableLength;
  }

  tail(id: string, note: StreamNote | null): Buffer {
    return this.#wire.tail(id, note);
  }

  /** What is written in one turn of the event loop leaves in one system call, as one buffer. */
  write(message: EventMessage, tail: Buffer): void {
    this.#added(this.#wire.add(message, tail, this.#pieces));
  }

  /** Ready bytes of another kind, in their place among the messages. */
  add(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#added(bytes.length);
  }

  #added(length: number): void {
    if (this.#length === 0) atTurnsEnd(this);
    this.#length += length;
    this.#window?.wrote(length);
  }

  /** Writes what waits for the turn's end: whoever writes to the connection beside this sink calls it before, so that all keep their order. */
  flush(): void {
    if (this.#length === 0) return;
    const pieces = this.#pieces;
    const length = this.#length;
    this.#pieces = [];
    this.#length = 0;
    if (this.#outlet) this.#outlet.write(pieces, length);
    else if (this.#isOpen) this.#writeChunk(pieces, length);
  }

  /** By itself an HTTP answer holds its chunks back until the next tick, and seems blocked until then. */
  #writeChunk(pieces: readonly Buffer[], length: number): void {
    const [first] = pieces;
    this.#socket.cork();
    this.#stream.write(first?.length === length ? first : Buffer.concat(pieces, length));
    this.#socket.uncork();
  }

  ready(): Promise<void> {
    if (!this.blocked || !this.#isOpen) return Promise.resolve();
    this.#waiting ??= this.#wait();
    return this.#waiting.ended;
  }

  /** Something has moved: whoever waits goes on, unless its reader is still behind. */
  wake(): void {
    if (!this.#waiting || (this.#isOpen && this.blocked)) return;
    const { stop } = this.#waiting;
    this.#waiting = null;
    stop();
  }

  /** Nothing is listened to while nobody waits: most connections are idle, and each listener is memory. */
  #wait(): Waiting {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const wake = () => this.wake();
    const ends = new Set([this.#socket, this.#stream]);
    for (const end of ends) end.on('drain', wake).on('close', wake);
    const stop = () => {
      for (const end of ends) end.off('drain', wake).off('close', wake);
      resolve();
    };
    return { ended, stop };
  }

  get #isOpen(): boolean {
    return this.#socket.writable && !this.#stream.destroyed && !this.#stream.writableEnded;
  }
}

let ending: StreamSink[] = [];

/** One immediate for all sinks of a turn. */
function atTurnsEnd(sink: StreamSink): void {
  ending.push(sink);
  if (ending.length > 1) return;
  setImmediate(() => {
    const sinks = ending;
    ending = [];
    for (const each of sinks) each.flush();
  });
}
