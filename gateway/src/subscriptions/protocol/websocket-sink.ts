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
    return this.socket.writableLength > HIGH_WATER_BYTES;
  }

  write(message: EventMessage, tail: Buffer): void {
    if (this.socket.writable) this.socket.write(message.frame(tail));
  }

  ready(): Promise<void> {
    if (!this.blocked || !this.socket.writable) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
