import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { newTraceId } from '@marketgraph/service';
import type { GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from './error-codes.ts';
import { toldError } from './told-error.ts';
import { traceIdOfRequest } from './trace-id.ts';

/** What a caller did wrong before GraphQL could say so. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    readonly message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get error(): GraphQLFormattedError {
    return { message: this.message, extensions: { code: this.code } };
  }
}

/** Errors as a GraphQL answer, in the media type that makes the client read them whatever the status is. */
export function answerErrors(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  errors: readonly GraphQLFormattedError[],
  headers: Readonly<Record<string, string>> = {},
  traceId = traceIdOfRequest(request),
): void {
  const reads = (request.headers.accept ?? '').includes('application/graphql-response+json');
  const type = reads ? 'application/graphql-response+json' : 'application/json';
  const told = JSON.stringify({ errors: errors.map((error) => toldError(error, traceId)) });
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(told);
}

export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  answerErrors(request, response, refusal.status, [refusal.error], refusal.headers);
}

/** To whoever has no answer to write into: it could not be read as a request, or wanted to become something else. */
export function refuseSocket(stream: Duplex, { status, error, headers }: Refusal, traceId = newTraceId()): void {
  const body = JSON.stringify({ errors: [toldError(error, traceId)] });
  const all = { connection: 'close', 'content-type': 'application/json; charset=utf-8', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
