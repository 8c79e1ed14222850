import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { Viewer } from '@marketgraph/vocabulary';
import { limits } from '../limits/limits.ts';
import type { Apollo } from './apollo.ts';

/** What a caller did wrong before GraphQL could say so. */
class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
    readonly headers: Record<string, string> = {},
  ) {}
}

/** Undefined: a token was given, and it is not valid. */
export type Identify = (authorization: string | undefined) => Promise<Viewer | null | undefined>;

/** POST and GET /graphql. Everything that is wrong with a request is answered with its code, never with a 500. */
export async function answerGraphql(apollo: Apollo, identify: Identify, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (isBrowser(request)) {
    response.writeHead(302, { location: '/playground' }).end();
    return;
  }
  try {
    const viewer = await identify(request.headers.authorization);
    if (viewer === undefined)
      throw new Refusal(401, 'UNAUTHENTICATED', 'The token is not valid or has expired.', { 'www-authenticate': 'Bearer' });
    const body = await readBody(request);
    await execute(apollo, viewer, request, body, response);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const text = JSON.stringify({ errors: [{ message: error.message, extensions: { code: error.code } }] });
    response.writeHead(error.status, { 'content-type': 'application/json; charset=utf-8', ...error.headers }).end(text);
  }
}

/** Someone opened the address: the playground is what they look for. */
function isBrowser({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && !url.includes('query=') && (headers.accept ?? '').includes('text/html');
}

async function execute(
  apollo: Apollo,
  viewer: Viewer | null,
  request: IncomingMessage,
  body: unknown,
  response: ServerResponse,
): Promise<void> {
  const question = (request.url ?? '').indexOf('?');
  const result = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      search: question < 0 ? '' : (request.url ?? '').slice(question),
      body,
    },
    context: async () => ({ viewer }),
  });
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.writeHead(result.status ?? 200);
  if (result.body.kind === 'complete') response.end(result.body.string);
  else {
    for await (const chunk of result.body.asyncIterator) response.write(chunk);
    response.end();
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (request.method !== 'POST') throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Use POST, or GET for queries.', { allow: 'GET, POST' });
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.');
  const text = await readText(request);
  const body = parseJson(text);
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new Refusal(400, 'BAD_REQUEST', 'The body must be a JSON object with a query.');
  }
  return checkMembers(body as Record<string, unknown>);
}

/** Apollo Server meets members of other types with a 500 in places: refused here, by name. */
function checkMembers(body: Record<string, unknown>): Record<string, unknown> {
  const { query, operationName, variables, extensions } = body;
  const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string';
  const isObject = (value: unknown) => value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
  const wrong = [
    !isText(query) && 'query',
    !isText(operationName) && 'operationName',
    !isObject(variables) && 'variables',
    !isObject(extensions) && 'extensions',
  ];
  const member = wrong.find(Boolean);
  if (member) throw new Refusal(400, 'BAD_REQUEST', `"${member}" is not of the right type.`);
  return { query: query ?? undefined, operationName: operationName ?? null, variables: variables ?? null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'The body is not valid JSON.');
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.bodyBytes)
      throw new Refusal(413, 'BODY_TOO_LARGE', `The body may have ${limits.bodyBytes} bytes.`, { connection: 'close' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
