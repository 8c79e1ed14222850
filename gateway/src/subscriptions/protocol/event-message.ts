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
const FINAL_PING = 0x89;

/**
 * One result for all subscribers of a group. It is serialised once; what differs (a subscriber's own note and
 * its id) comes last, so that each socket needs a copy of these bytes and nothing more.
 */
export class EventMessage {
  readonly #text: string;
  #asked = false;
  #body: Buffer | null = null;
  #heads: Map<number, Buffer> | null = null;
  #parts: Map<Buffer, Buffer> | null = null;

  /** `result` is the JSON of an execution's result. */
  constructor(result: string) {
    this.#text = HEAD + result.slice(0, -1);
  }

  /** In characters. */
  get size(): number {
    return this.#text.length;
  }

  /** Adds a websocket frame of this message and the subscriber's tail, in one piece or two. Answers its length. */
  addFrame(tail: Buffer, to: Buffer[]): number {
    // Most messages that are told one by one have one reader: nothing is kept for another.
    if (!this.#asked) {
      this.#asked = true;
      const frame = this.#onlyFrame(tail);
      to.push(frame);
      return frame.length;
    }
    const head = this.#head(tail.length);
    to.push(head, tail);
    return head.length + tail.length;
  }

  /** A part of a stream: head, body, tail. */
  part(head: string, tail: Buffer): Buffer {
    return Buffer.concat([Buffer.from(head + this.#text.slice(HEAD.length)), tail]);
  }

  /** The same for everyone with this tail, which is one buffer for all of them. */
  sharedPart(head: string, tail: Buffer): Buffer {
    this.#parts ??= new Map();
    const known = this.#parts.get(tail);
    if (known) return known;
    const part = this.part(head, tail);
    this.#parts.set(tail, part);
    return part;
  }

  #onlyFrame(tail: Buffer): Buffer {
    const size = Buffer.byteLength(this.#text);
    const header = headerSize(size + tail.length);
    const frame = Buffer.allocUnsafe(header + size + tail.length);
    writeHeader(frame, size + tail.length);
    frame.write(this.#text, header);
    tail.copy(frame, header + size);
    return frame;
  }

  #head(tailLength: number): Buffer {
    this.#heads ??= new Map();
    const known = this.#heads.get(tailLength);
    if (known) return known;
    this.#body ??= Buffer.from(this.#text);
    const header = headerSize(this.#body.length + tailLength);
    const head = Buffer.allocUnsafe(header + this.#body.length);
    writeHeader(head, this.#body.length + tailLength);
    this.#body.copy(head, header);
    // Tails come in few lengths; notes vary, and must not pile up.
    if (this.#heads.size < 8) this.#heads.set(tailLength, head);
    return head;
  }
}

/** A whole text frame of a server. */
export function textFrame(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const header = headerSize(size);
  const frame = Buffer.allocUnsafe(header + size);
  writeHeader(frame, size);
  frame.write(text, header);
  return frame;
}

/** Of less than 126 bytes, which the other end repeats when it has read what was sent before. */
export function pingFrame(body: Buffer): Buffer {
  return Buffer.from([FINAL_PING, body.length, ...body]);
}

/** What follows the body: the rest of the payload and the id. */
export function messageTail(id: string, note: StreamNote | null): Buffer {
  return Buffer.from(`${note ? noteText(note) : ''}},"id":${JSON.stringify(id)}}`);
}

/** The member of the payload that a note is. */
export function noteText(note: StreamNote): string {
  return `,"extensions":${JSON.stringify({ stream: note })}`;
}

function headerSize(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Of a frame whose payload has this length. */
function writeHeader(frame: Buffer, length: number): void {
  frame[0] = FINAL_TEXT;
  if (length < 126) {
    frame[1] = length;
  } else if (length < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}
