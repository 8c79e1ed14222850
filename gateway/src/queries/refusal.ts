import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a caller did wrong before GraphQL could say so. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export interface ErrorAnswer {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Errors as a GraphQL answer, in the media type that makes the client read them whatever the status is. */
export function answerErrors(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  errors: readonly ErrorAnswer[],
  headers: Readonly<Record<string, string>> = {},
): void {
  const reads = (request.headers.accept ?? '').includes('application/graphql-response+json');
  const type = reads ? 'application/graphql-response+json' : 'application/json';
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(JSON.stringify({ errors }));
}

export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, code, message, headers } = refusal;
  answerErrors(request, response, status, [{ message, extensions: { code } }], headers);
}
