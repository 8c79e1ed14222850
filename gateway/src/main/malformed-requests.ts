import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerRefusal, Refusal, refuseSocket } from '../queries/refusal.ts';
import { traceIdOfRequest } from '../queries/trace-id.ts';

const NOT_HTTP = new Refusal(400, 'BAD_REQUEST', 'This is not a request of HTTP.');
const TOO_LARGE = new Refusal(431, 'HEADERS_TOO_LARGE', 'The headers of a request may have 16 KiB.');
const TOO_LATE = new Refusal(408, 'REQUEST_TIMEOUT', 'The request did not arrive in time.');
const NO_TUNNEL = new Refusal(405, 'METHOD_NOT_ALLOWED', 'Nothing is tunnelled here.', { allow: 'GET, POST' });
const NO_EXPECTATION = new Refusal(417, 'BAD_REQUEST', 'No expectation is met but 100-continue.');
const NO_HOST = new Refusal(400, 'BAD_REQUEST', 'A request of HTTP/1.1 needs one Host header.');

const refusals: Readonly<Record<string, Refusal>> = { HPE_HEADER_OVERFLOW: TOO_LARGE, ERR_HTTP_REQUEST_TIMEOUT: TOO_LATE };

/** What node would answer itself, without a word, is answered as everything else is. */
export function refuseMalformed(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const isGone = error.code === 'ECONNRESET' || !stream.writable;
    if (isGone || hasBegunAnswer(stream)) return void stream.destroy();
    refuseSocket(stream, refusals[error.code ?? ''] ?? NOT_HTTP);
  });
  server.on('connect', (request: IncomingMessage, stream: Duplex) => {
    stream.on('error', () => stream.destroy());
    refuseSocket(stream, NO_TUNNEL, traceIdOfRequest(request));
  });
  server.on('checkExpectation', (request, response) => answerRefusal(request, response, NO_EXPECTATION));
}

/** Whoever would like another protocol is answered in this one, as HTTP has it. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** HTTP/1.1 wants it refused; node would do that without a word. */
export function refusalOfHost({ httpVersion, headers }: IncomingMessage): Refusal | null {
  return httpVersion === '1.1' && headers.host === undefined ? NO_HOST : null;
}

/** In the middle of an answer nothing else can be said: its reader would take it for a part of that. */
function hasBegunAnswer(stream: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean {
  return stream._httpMessage?.headersSent === true;
}
