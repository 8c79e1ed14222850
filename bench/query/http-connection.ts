import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type HttpMessage, HttpMessages } from './http-messages.ts';

/** One connection that is kept, with one request under way at a time. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #head: string;
  #waiting: { resolve(message: HttpMessage): void; reject(error: Error): void } | null = null;

  private constructor(socket: Socket, head: string) {
    this.#socket = socket;
    this.#head = head;
    const messages = new HttpMessages((message) => this.#waiting?.resolve(message));
    socket.on('data', (chunk) => messages.add(chunk));
    socket.on('close', () => this.#waiting?.reject(new Error('The connection closed before the answer came.')));
    socket.on('error', () => undefined);
  }

  static async open(port: number, token: string | undefined): Promise<HttpConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const authorization = token ? `authorization: Bearer ${token}\r\n` : '';
    const head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\ncontent-type: application/json\r\n${authorization}`;
    return new HttpConnection(socket, head);
  }

  /** The body of an answer with status 200. */
  async post(body: string): Promise<Buffer> {
    const answer = new Promise<HttpMessage>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    this.#socket.write(`${this.#head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const message = await answer;
    if (!message.head.startsWith('HTTP/1.1 200'))
      throw new Error(`${message.head.split('\r\n')[0]}: ${message.body.toString('utf8', 0, 500)}`);
    return message.body;
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }
}
