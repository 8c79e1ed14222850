import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { Sink } from '../hub/sink.ts';
import type { EventMessage, StreamNote } from './event-message.ts';
import type { Wire } from './wire.ts';

/** More than this in a socket's own queue means that its reader does not keep up. */
const HIGH_WATER_BYTES = 64 * 1024;

/** Writes ready bytes to a connection and never more than its reader takes. */
export class StreamSink implements Sink {
  #waiting: (() => void)[] = [];
  #corked = false;

  /** `stream` is what is written to: the socket itself, or the HTTP answer that goes through it. */
  constructor(
    private readonly socket: Socket,
    private readonly wire: Wire,
    private readonly stream: Writable = socket,
  ) {
    const wake = () => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    };
    socket.on('drain', wake);
    socket.on('close', wake);
    if (stream !== socket) stream.on('close', wake);
  }

  get blocked(): boolean {
    if (this.stream.writableLength <= HIGH_WATER_BYTES) return false;
    // What was only held back for the turn's end says nothing of the reader.
    if (this.#corked) this.#uncork();
    return this.stream.writableLength > HIGH_WATER_BYTES;
  }

  tail(id: string, note: StreamNote | null): Buffer {
    return this.wire.tail(id, note);
  }

  /** What is written in one turn of the event loop leaves in one system call; whatever else is written to the socket keeps its place. */
  write(message: EventMessage, tail: Buffer): void {
    if (!this.#isOpen) return;
    if (!this.#corked) {
      this.#corked = true;
      this.socket.cork();
      atTurnsEnd(() => this.#uncork());
    }
    this.stream.write(this.wire.bytes(message, tail));
  }

  ready(): Promise<void> {
    if (!this.blocked || !this.#isOpen) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get #isOpen(): boolean {
    return this.socket.writable && !this.stream.destroyed && !this.stream.writableEnded;
  }

  #uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.socket.uncork();
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
