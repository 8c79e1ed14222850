import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const SCRATCH_BYTES = 64 * 1024;
/** Pieces are put together here. Whatever was written, nothing refers to it afterwards. */
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
/** The piece that `scratch` begins with now: what all of a group share is copied once for all of them. */
let begun: Buffer | null = null;

/** What node keeps behind a socket. It is not documented; where it is missing all goes through the stream. */
interface Handle {
  readonly fd?: number;
}

/**
 * The shortest way out of the process. What a kernel takes at once, which is the rule, needs nothing of what a stream keeps for a write that
 * goes on: it is written to the descriptor. The stream gets the rest, and everything while something waits in it, so that all keep their order.
 */
export class FrameOutlet {
  readonly #handle: Handle | null;
  readonly #descriptor: number;
  /** The stream was given something that it may still have. */
  #hasRest = false;

  constructor(private readonly socket: Socket) {
    // What is written to an encrypted connection has to be encrypted first.
    this.#handle = socket instanceof TLSSocket ? null : handleOf(socket);
    this.#descriptor = this.#handle?.fd ?? -1;
  }

  /** Pieces of `length` bytes together, as one write. */
  write(pieces: readonly Buffer[], length: number): void {
    const bytes = joined(pieces, length);
    const taken = this.#isDirect ? this.#writeNow(bytes, length) : 0;
    if (taken === length || !this.socket.writable) return;
    this.#hasRest = true;
    this.socket.write(bytes === scratch ? Buffer.from(bytes.subarray(taken, length)) : bytes.subarray(taken));
  }

  /** Bytes that wait for the kernel. The stream is not asked while it has nothing from here: for each message of each socket that is a way into far memory. */
  get waiting(): number {
    if (!this.#hasRest) return 0;
    const { writableLength } = this.socket;
    this.#hasRest = writableLength > 0;
    return writableLength;
  }

  /** The descriptor of a socket that was closed may be another connection's by now; node has taken the handle away then. */
  get #isDirect(): boolean {
    const { socket } = this;
    return this.#descriptor >= 0 && socket.writableLength === 0 && !socket.writableEnded && handleOf(socket) === this.#handle;
  }

  #writeNow(bytes: Buffer, length: number): number {
    try {
      return writeSync(this.#descriptor, bytes, 0, length);
    } catch {
      // It is full, or broken: the stream waits, or fails, as it always does.
      return 0;
    }
  }
}

function handleOf(socket: Socket): Handle | null {
  return (socket as unknown as { readonly _handle?: Handle | null })._handle ?? null;
}

/** A piece that is alone is often one for many connections: it is not copied. */
function joined(pieces: readonly Buffer[], length: number): Buffer {
  const [first] = pieces;
  if (first?.length === length) return first;
  const into = length > SCRATCH_BYTES ? Buffer.allocUnsafe(length) : scratch;
  let at = 0;
  for (const piece of pieces) {
    if (at > 0 || into !== scratch || piece !== begun) into.set(piece, at);
    at += piece.length;
  }
  if (into === scratch) begun = first ?? null;
  return into;
}
