import { type Chance, pick } from './choice.ts';

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** Bytes that are no request, or one that no client would write. The last line break of each is left to its sender. */
const raw: readonly [string, ...string[]] = [
  'GARBAGE\r\n\r\n',
  '\0\0\0\0\r\n\r\n',
  'GET /graphql\r\n\r\n',
  'GET /graphql HTTP/9.9\r\nHost: x\r\n\r\n',
  'GET /graphql HTTP/1.1\r\n\r\n',
  'GET /graphql HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
  'GET  /graphql  HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /graphql HTTP/1.1\nHost: x\n\n',
  'GET /graphql HTTP/1.1\r\nHost x\r\n\r\n',
  'GET /\u0001\u00ff HTTP/1.1\r\nHost: x\r\n\r\n',
  `GET /graphql HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
  `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(3_000)}\r\n`,
  'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET http://elsewhere/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  `${HEAD}Content-Length: -5\r\n\r\n{}`,
  `${HEAD}Content-Length: 5, 6\r\n\r\n{}`,
  `${HEAD}Content-Length: 99999999999999999999\r\n\r\n{}`,
  `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: x\r\n\r\n{}`,
  `${HEAD}Expect: 200-maybe\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
  `${HEAD}Content-Length: 2\r\nConnection: close\r\n\r\n{}TRAILING`,
  'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n',
  'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n\r\n',
  'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n',
];

export function rawRequest(chance: Chance): Buffer {
  return Buffer.from(pick(chance, raw), 'latin1');
}
