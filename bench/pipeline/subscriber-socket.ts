import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

interface Subscribing {
  readonly id?: string;
  readonly token?: string | null;
}

/** A reader of graphql-transport-ws that does as little as can be done: the load generator must not be what is measured. */
export class SubscriberSocket {
  readonly #socket: Socket;
  readonly #opened = Promise.withResolvers<void>();
  readonly #acknowledged = Promise.withResolvers<void>();
  #rest: Buffer = Buffer.alloc(0);
  readonly #onText: (text: string) => void;
  #isOpen = false;
  #reason = 'without a close frame';

  /** `onEnd` hears of a socket that the server closed. */
  constructor(port: number, onText: (text: string) => void, onEnd: (reason: string) => void, path = '/graphql') {
    this.#onText = onText;
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    const key = randomBytes(16).toString('base64');
    const headers = [
      'Host: 127.0.0.1',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
    ];
    this.#socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`);
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => onEnd(this.#reason));
  }

  /** Resolves with the upgrade. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  async subscribe(query: string, variables: object, { id = randomUUID(), token = null }: Subscribing = {}): Promise<void> {
    await this.#opened.promise;
    this.#send({ type: 'connection_init', ...(token !== null && { payload: { authorization: `Bearer ${token}` } }) });
    await this.#acknowledged.promise;
    this.#send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The server answers it after everything that was asked before. */
  ping(): void {
    this.#send({ type: 'ping' });
  }

  /** Takes nothing more out of the socket. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Taken out of the kernel so far. */
  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  /** The port of this end. */
  get port(): number {
    return this.#socket.localPort ?? 0;
  }

  #take(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#isOpen) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end >= 0) {
        this.#isOpen = true;
        this.#opened.resolve();
        bytes = bytes.subarray(end + 4);
      }
    }
    this.#rest = this.#isOpen ? this.#readFrames(bytes) : bytes;
  }

  /** What is left is a part of a frame. */
  #readFrames(bytes: Buffer): Buffer {
    let at = 0;
    for (let body = bodyOf(bytes, at); body; body = bodyOf(bytes, at)) {
      this.#frame((bytes[at] ?? 0) & 15, bytes, body.from, body.to);
      at = body.to;
    }
    return bytes.subarray(at);
  }

  #frame(kind: number, bytes: Buffer, from: number, to: number): void {
    if (kind === 1) this.#hear(bytes.toString('latin1', from, to));
    else if (kind === 9) this.#write(10, bytes.subarray(from, to));
    else if (kind === 8) this.#end(bytes, from, to);
  }

  #end(bytes: Buffer, from: number, to: number): void {
    this.#reason = to > from ? `${bytes.readUInt16BE(from)} ${bytes.toString('utf8', from + 2, to)}` : 'without a word';
    this.#socket.destroy();
  }

  #hear(text: string): void {
    if (text.startsWith('{"type":"connection_ack"')) this.#acknowledged.resolve();
    else this.#onText(text);
  }

  #send(message: object): void {
    this.#write(1, Buffer.from(JSON.stringify(message)));
  }

  /** A client's frames are masked; a mask of zeros changes nothing. */
  #write(kind: number, body: Buffer): void {
    const head =
      body.length < 126
        ? Buffer.from([128 | kind, 128 | body.length])
        : Buffer.from([128 | kind, 254, body.length >> 8, body.length & 255]);
    this.#socket.write(Buffer.concat([head, Buffer.alloc(4), body]));
  }
}

/** Where the body of the frame lies that begins there; null while it is not complete. */
function bodyOf(bytes: Buffer, at: number): { from: number; to: number } | null {
  if (bytes.length - at < 2) return null;
  const short = (bytes[at + 1] ?? 0) & 127;
  const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (bytes.length < from) return null;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return bytes.length < from + length ? null : { from, to: from + length };
}
