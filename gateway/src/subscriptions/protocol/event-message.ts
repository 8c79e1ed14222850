const HEAD = '{"type":"next","payload":';

/** What only one subscriber is told, beside the body that all of its group get. */
export interface StreamNote {
  snapshot?: true;
  skipped?: number;
  gap?: StreamGap;
}

export interface StreamGap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Text frames of a server: no mask, final. */
const FINAL_TEXT = 0x81;

/**
 * One result for all subscribers of a group. It is serialised once; what differs (a subscriber's own note and
 * its id) comes last, so that each socket needs a copy of these bytes and nothing more.
 */
export class EventMessage {
  readonly #text: string;
  #asked = false;
  #body: Buffer | null = null;
  readonly #heads = new Map<number, Buffer>();

  /** `result` is the JSON of an execution's result. */
  constructor(result: string) {
    this.#text = HEAD + result.slice(0, -1);
  }

  /** A websocket frame of this message and the subscriber's tail. */
  frame(tail: Buffer): Buffer {
    // Most messages that are told one by one have one reader: nothing is kept for another.
    if (!this.#asked) {
      this.#asked = true;
      return this.#onlyFrame(tail);
    }
    const head = this.#head(tail.length);
    const frame = Buffer.allocUnsafe(head.length + tail.length);
    head.copy(frame, 0);
    tail.copy(frame, head.length);
    return frame;
  }

  #onlyFrame(tail: Buffer): Buffer {
    const size = Buffer.byteLength(this.#text);
    const header = frameHeader(size + tail.length);
    const frame = Buffer.allocUnsafe(header.length + size + tail.length);
    header.copy(frame, 0);
    frame.write(this.#text, header.length);
    tail.copy(frame, header.length + size);
    return frame;
  }

  #head(tailLength: number): Buffer {
    const known = this.#heads.get(tailLength);
    if (known) return known;
    this.#body ??= Buffer.from(this.#text);
    const head = Buffer.concat([frameHeader(this.#body.length + tailLength), this.#body]);
    // Tails come in few lengths; notes vary, and must not pile up.
    if (this.#heads.size < 8) this.#heads.set(tailLength, head);
    return head;
  }
}

/** What follows the body: the rest of the payload and the id. */
export function messageTail(id: string, note: StreamNote | null): Buffer {
  const extensions = note ? `,"extensions":${JSON.stringify({ stream: note })}` : '';
  return Buffer.from(`${extensions}},"id":${JSON.stringify(id)}}`);
}

function frameHeader(length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL_TEXT, length]);
  if (length < 65_536) return Buffer.from([FINAL_TEXT, 126, length >> 8, length & 255]);
  const header = Buffer.alloc(10);
  header[0] = FINAL_TEXT;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
