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
  /** Pieces of messages that leave at the turn's end. */
  #pieces: Buffer[] = [];
  #length = 0;

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
    if (this.#stream.writableLength + this.#length <= HIGH_WATER_BYTES) return false;
    // What was only held back for the turn's end says nothing of the reader.
    this.flush();
    return this.#stream.writableLength > HIGH_WATER_BYTES;
  }

  tail(id: string, note: StreamNote | null): Buffer {
    return this.#wire.tail(id, note);
  }

  /** What is written in one turn of the event loop leaves in one system call, as one buffer. */
  write(message: EventMessage, tail: Buffer): void {
    if (!this.#isOpen) return;
    if (this.#length === 0) atTurnsEnd(this);
    const length = this.#wire.add(message, tail, this.#pieces);
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
    if (!this.#isOpen) return;
    if (this.#stream === this.#socket) writeJoined(this.#socket, pieces, length);
    else this.#writeChunk(joined(pieces, Buffer.allocUnsafe(length)));
  }

  /** By itself an HTTP answer holds its chunks back until the next tick, and seems blocked until then. */
  #writeChunk(bytes: Buffer): void {
    this.#socket.cork();
    this.#stream.write(bytes);
    this.#socket.uncork();
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
}

const SCRATCH_BYTES = 64 * 1024;
let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
/** Before this lies what kernels have not taken yet. */
let scratchTaken = 0;

/**
 * What the kernel takes at once, which is the rule, needs no memory of its own: the next write may use the same place. What it does
 * not take stays where it is, and the next write goes behind it: a small message must not keep the whole place.
 */
function writeJoined(socket: Socket, pieces: readonly Buffer[], length: number): void {
  if (length > SCRATCH_BYTES || socket.writableLength > 0) return void socket.write(joined(pieces, Buffer.allocUnsafe(length)));
  if (scratchTaken + length > SCRATCH_BYTES) {
    scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    scratchTaken = 0;
  }
  socket.write(joined(pieces, scratch.subarray(scratchTaken, scratchTaken + length)));
  if (pieces.length > 1 && socket.writableLength > 0) scratchTaken += length;
}

/** A piece that is alone is often one for many connections: it is not copied. */
function joined(pieces: readonly Buffer[], into: Buffer): Buffer {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  let at = 0;
  for (const piece of pieces) {
    into.set(piece, at);
    at += piece.length;
  }
  return into;
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
