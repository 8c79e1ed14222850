import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** What is wrong with what a request asks for, in words for its sender. */
export class BadBody extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    readonly code: 'BAD_REQUEST' | 'BODY_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE',
    message: string,
  ) {
    super(message);
  }
}

/** The members of a GraphQL request, of the right types; nothing of them is parsed or validated yet. */
export interface OperationMembers {
  readonly query: string | undefined;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly extensions: Readonly<Record<string, unknown>> | null;
}

/** A GraphQL request as a body has it. Rejects with a BadBody for whatever is wrong with it. */
export async function readOperationBody(request: IncomingMessage, maxBytes: number): Promise<OperationMembers> {
  checkHeaders(request);
  const bytes = await readBytes(request, maxBytes);
  if (!isUtf8(bytes)) throw new BadBody(400, 'BAD_REQUEST', 'The body is not valid UTF-8.');
  const body = parseJson(bytes.toString('utf8'), 'The body is not valid JSON.');
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return operationMembers(body as Record<string, unknown>);
  throw new BadBody(400, 'BAD_REQUEST', 'The body must be a JSON object with a query.');
}

export function operationMembers({ query, operationName, variables, extensions }: Readonly<Record<string, unknown>>): OperationMembers {
  return {
    query: textIn('query', query) ?? undefined,
    operationName: textIn('operationName', operationName),
    variables: objectIn('variables', variables),
    extensions: objectIn('extensions', extensions),
  };
}

export function parseJson(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadBody(400, 'BAD_REQUEST', otherwise);
  }
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

function checkHeaders({ headers }: IncomingMessage): void {
  const given = headers['content-type'] ?? '';
  const type = given.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new BadBody(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.');
  const charset = CHARSET.exec(given)?.[1]?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw new BadBody(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be UTF-8.');
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new BadBody(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed.');
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      // What still comes is read and dropped until the answer has closed the connection: a sender that is cut off reads no answer.
      chunks.length = 0;
      reject(new BadBody(413, 'BODY_TOO_LARGE', `The body may have ${maxBytes} bytes.`));
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('It hung up while its body was read.')));
  });
}

function textIn(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw wrongType(name);
}

function objectIn(name: string, value: unknown): Record<string, unknown> | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrongType(name);
}

function wrongType(name: string): BadBody {
  return new BadBody(400, 'BAD_REQUEST', `"${name}" is not of the right type.`);
}
