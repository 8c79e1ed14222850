import type { Duplex } from 'node:stream';

/** Why a request does not become a websocket. */
export interface UpgradeRefusal {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

export const refusals = {
  elsewhere: { status: '404 Not Found', code: 'NOT_FOUND', message: 'Websockets are served at /graphql.' },
  draining: { status: '503 Service Unavailable', code: 'GOING_AWAY', message: 'The server is going away.' },
  full: { status: '503 Service Unavailable', code: 'TOO_MANY_CONNECTIONS', message: 'No more connections are taken right now.' },
  ofAddress: {
    status: '429 Too Many Requests',
    code: 'TOO_MANY_CONNECTIONS',
    message: 'This address has all the connections it may have.',
  },
} satisfies Record<string, UpgradeRefusal>;

/** Browsers tell a page nothing of this; other clients, logs and proxies read it. */
export function refuseUpgrade(stream: Duplex, { status, code, message }: UpgradeRefusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = ['Connection: close', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  stream.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}
