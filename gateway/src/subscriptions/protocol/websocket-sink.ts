import type { Socket } from 'node:net';
import type { Sink } from '../hub/sink.ts';
import type { EventMessage } from './event-message.ts';

/** More than this in a socket's own queue means that its reader does not keep up. */
const HIGH_WATER_BYTES = 64 * 1024;

/**
 * Writes ready frames to the socket beneath a websocket. That is sound because each message is one whole frame,
 * and compression, which would keep state between frames, is off.
 */
export class WebSocketSink implements Sink {
  #waiting: (() => void)[] = [];
  #corked = false;

  constructor(private readonly socket: Socket) {
    const wake = () => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    };
    socket.on('drain', wake);
    socket.on('close', wake);
  }

  get blocked(): boolean {
    if (this.socket.writableLength <= HIGH_WATER_BYTES) return false;
    // What was only held back for the turn's end says nothing of the reader.
    if (this.#corked) this.#uncork();
    return this.socket.writableLength > HIGH_WATER_BYTES;
  }

  /** What is written in one turn of the event loop leaves in one system call; whatever else is written to the socket keeps its place. */
  write(message: EventMessage, tail: Buffer): void {
    if (!this.socket.writable) return;
    if (!this.#corked) {
      this.#corked = true;
      this.socket.cork();
      atTurnsEnd(() => this.#uncork());
    }
    this.socket.write(message.frame(tail));
  }

  #uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.socket.uncork();
  }

  ready(): Promise<void> {
    if (!this.blocked || !this.socket.writable) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
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
