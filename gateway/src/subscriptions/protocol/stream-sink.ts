import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { Sink } from '../hub/sink.ts';
import type { EventMessage, StreamNote } from './event-message.ts';
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

/** Writes ready bytes to a connection and never more than its reader takes. */
export class StreamSink implements Sink {
  readonly #socket: Socket;
  readonly #stream: Writable;
  readonly #wire: Wire;
  readonly #window: SendWindow | null;
  #waiting: (() => void)[] = [];
  #corked = false;

  constructor({ socket, wire, stream = socket, window }: StreamSinkOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#wire = wire;
    this.#window = window ?? null;
    const wake = () => this.wake();
    socket.on('drain', wake);
    socket.on('close', wake);
    if (stream !== socket) stream.on('close', wake);
  }

  get blocked(): boolean {
    if (this.#window?.isFull) return true;
    if (this.#stream.writableLength <= HIGH_WATER_BYTES) return false;
    // What was only held back for the turn's end says nothing of the reader.
    if (this.#corked) this.#uncork();
    return this.#stream.writableLength > HIGH_WATER_BYTES;
  }

  tail(id: string, note: StreamNote | null): Buffer {
    return this.#wire.tail(id, note);
  }

  /** What is written in one turn of the event loop leaves in one system call; whatever else is written to the socket keeps its place. */
  write(message: EventMessage, tail: Buffer): void {
    if (!this.#isOpen) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      atTurnsEnd(() => this.#uncork());
    }
    const bytes = this.#wire.bytes(message, tail);
    this.#stream.write(bytes);
    this.#window?.wrote(bytes.length);
  }

  ready(): Promise<void> {
    if (!this.blocked || !this.#isOpen) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Something has moved: whoever waits goes on, unless its reader is still behind. */
  wake(): void {
    if (this.#waiting.length === 0 || (this.#isOpen && this.blocked)) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  get #isOpen(): boolean {
    return this.#socket.writable && !this.#stream.destroyed && !this.#stream.writableEnded;
  }

  #uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#socket.uncork();
  }
}

let ending: (() => void)[] = [];

/** One immediate for all sockets of a turn. */
function atTurnsEnd(work: () => void): void {
  ending.push(work);
  if (ending.length > 1) return;
  setImmediate(() => {
    const works = ending;
    ending = [];
    for (const end of works) end();
  });
}
