import { connect } from 'node:net';
import type pg from 'pg';

/** Of the protocol's CancelRequest. */
const CANCEL_REQUEST = 80_877_102;
const LENGTH = 16;
/** A server that is out of reach ends the statement by its own limit, or with the connection. */
const GIVE_UP_MS = 1_000;

/** What pg knows of a session and its typings do not tell. */
interface Session {
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/**
 * Asks the server to cancel what the session of `client` is at, and resolves when it has done so: whatever is sent in that session
 * afterwards is not meant. Cancelling travels in a connection of its own, without TLS also where sessions have it: it tells no more than it ends.
 */
export function cancelStatement(client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as Session;
  if (processID === null || secretKey === null) return Promise.resolve();
  const request = Buffer.alloc(LENGTH);
  request.writeInt32BE(LENGTH, 0);
  request.writeInt32BE(CANCEL_REQUEST, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = client.host.startsWith('/') ? connect(`${client.host}/.s.PGSQL.${client.port}`) : connect(client.port, client.host);
    socket.setTimeout(GIVE_UP_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    // The server closes when the signal is sent; its end is waited for, nothing is read.
    socket.resume();
    socket.write(request);
  });
}
