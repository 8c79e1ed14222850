const END_OF_HEAD = '\r\n\r\n';
const LAST_CHUNK = '0\r\n\r\n';

export interface HttpMessage {
  /** The first line and the headers. */
  readonly head: string;
  readonly body: Buffer;
}

/** Cuts what comes over one connection into HTTP/1.1 messages: cheaper than node's own, so that neither clients nor subgraphs are what is measured. */
export class HttpMessages {
  readonly #hear: (message: HttpMessage) => void;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(hear: (message: HttpMessage) => void) {
    this.#hear = hear;
  }

  add(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    for (let end = this.#next(); end > 0; end = this.#next()) this.#bytes = this.#bytes.subarray(end);
  }

  /** Where the message ends that was told; 0 where none is whole. */
  #next(): number {
    const headEnd = this.#bytes.indexOf(END_OF_HEAD);
    if (headEnd < 0) return 0;
    const head = this.#bytes.toString('latin1', 0, headEnd);
    const from = headEnd + END_OF_HEAD.length;
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) return this.#chunked(head, from);
    const end = from + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#bytes.length < end) return 0;
    this.#hear({ head, body: this.#bytes.subarray(from, end) });
    return end;
  }

  #chunked(head: string, from: number): number {
    const chunks: Buffer[] = [];
    for (let at = from; ; ) {
      const lineEnd = this.#bytes.indexOf('\r\n', at);
      if (lineEnd < 0) return 0;
      const size = Number.parseInt(this.#bytes.toString('latin1', at, lineEnd), 16);
      const end = size === 0 ? at + LAST_CHUNK.length : lineEnd + 2 + size + 2;
      if (this.#bytes.length < end) return 0;
      if (size === 0) {
        this.#hear({ head, body: Buffer.concat(chunks) });
        return end;
      }
      chunks.push(this.#bytes.subarray(lineEnd + 2, end - 2));
      at = end;
    }
  }
}
