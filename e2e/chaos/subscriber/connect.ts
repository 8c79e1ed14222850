import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Connecting {
  readonly url: string;
  /** Without an answer for so long the connection is given up: a gateway that is held still answers no ping. */
  readonly silenceMs: number;
  readonly token?: string | undefined;
  connected?(): void;
}

const PING_MS = 2_000;
const LAZY_CLOSE_MS = 1_000;

/** A client of graphql-ws for one connection: whoever comes back makes another one, since it goes on from another cursor. */
export function connect({ url, silenceMs, token, connected = () => undefined }: Connecting): Client {
  let silence: NodeJS.Timeout | undefined;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    keepAlive: PING_MS,
    // Between one operation and the next the connection stays.
    lazyCloseTimeout: LAZY_CLOSE_MS,
    connectionAckWaitTimeout: silenceMs,
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
    on: {
      connected,
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), silenceMs);
      },
      pong: () => clearTimeout(silence),
      closed: () => clearTimeout(silence),
    },
  });
  return client;
}
