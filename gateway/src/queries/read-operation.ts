import type { IncomingMessage } from 'node:http';
import { limits } from '../limits/limits.ts';
import { Refusal } from './refusal.ts';

/** What a request asks for, its members of the right types; nothing of it is parsed or validated yet. */
export interface HttpOperation {
  readonly method: 'GET' | 'POST';
  readonly query: string | undefined;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly extensions: Readonly<Record<string, unknown>> | null;
  /** The variables as an address has them: what can be parsed may be nested too deeply to be written again. */
  readonly variablesText?: string;
}

/** Whatever is wrong is a refusal with its own status and code. */
export async function readOperation(request: IncomingMessage): Promise<HttpOperation> {
  if (request.method === 'GET') return readAddress(request);
  if (request.method !== 'POST') throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Use POST, or GET for queries.', { allow: 'GET, POST' });
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.');
  const body = parseJson(await readText(request), 'The body is not valid JSON.');
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new Refusal(400, 'BAD_REQUEST', 'The body must be a JSON object with a query.');
  }
  return checkMembers('POST', body as Record<string, unknown>);
}

const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight'];
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** What a page of another site can make a browser send without asking us first is not answered: a GET needs what such a page cannot set. */
function refuseForged({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if ((type && !FORM_TYPES.includes(type)) || PREFLIGHT_HEADERS.some((name) => headers[name])) return;
  const names = PREFLIGHT_HEADERS.join(', ');
  throw new Refusal(400, 'BAD_REQUEST', `A GET needs one of these headers, against requests forged by other sites: ${names}.`);
}

function readAddress(request: IncomingMessage): HttpOperation {
  refuseForged(request);
  const searchParams = new URLSearchParams(request.url?.split('?').slice(1).join('?') ?? '');
  const member = (name: string) => {
    const given = searchParams.getAll(name);
    if (given.length > 1) throw new Refusal(400, 'BAD_REQUEST', `"${name}" is given more than once.`);
    return given[0];
  };
  const json = (name: string) => {
    const text = member(name);
    return text ? parseJson(text, `"${name}" is not valid JSON.`) : undefined;
  };
  const [query, operationName] = [member('query'), member('operationName')];
  const operation = checkMembers('GET', { query, operationName, variables: json('variables'), extensions: json('extensions') });
  const variablesText = member('variables');
  return { ...operation, ...(variablesText && { variablesText }) };
}

/** Apollo Server meets members of other types with a 500 in places: refused here, by name. */
function checkMembers(method: HttpOperation['method'], body: Record<string, unknown>): HttpOperation {
  const { query, operationName, variables, extensions } = body;
  return {
    method,
    query: asText('query', query) ?? undefined,
    operationName: asText('operationName', operationName),
    variables: asObject('variables', variables),
    extensions: asObject('extensions', extensions),
  };
}

function asText(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw wrongType(name);
}

function asObject(name: string, value: unknown): Record<string, unknown> | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrongType(name);
}

function wrongType(name: string): Refusal {
  return new Refusal(400, 'BAD_REQUEST', `"${name}" is not of the right type.`);
}

function parseJson(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', otherwise);
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
