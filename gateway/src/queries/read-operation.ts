import type { IncomingMessage } from 'node:http';
import { BadBody, type OperationMembers, operationMembers, parseJson, readOperationBody } from '@marketgraph/service';
import { limits } from '../limits/limits.ts';
import { Refusal } from './refusal.ts';

/** What a request asks for, its members of the right types; nothing of it is parsed or validated yet. */
export interface HttpOperation extends OperationMembers {
  readonly method: 'GET' | 'POST';
  /** The variables as an address has them: what can be parsed may be nested too deeply to be written again. */
  readonly variablesText?: string;
}

/** Whatever is wrong is a refusal with its own status and code. */
export async function readOperation(request: IncomingMessage): Promise<HttpOperation> {
  try {
    if (request.method === 'GET') return readAddress(request);
    if (request.method === 'POST') return { method: 'POST', ...(await readOperationBody(request, limits.bodyBytes)) };
  } catch (error) {
    if (!(error instanceof BadBody)) throw error;
    throw new Refusal(error.status, error.code, error.message, error.status === 413 ? { connection: 'close' } : {});
  }
  throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Use POST, or GET for queries.', { allow: 'GET, POST' });
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
  const members = operationMembers({ query, operationName, variables: json('variables'), extensions: json('extensions') });
  const variablesText = member('variables');
  return { method: 'GET', ...members, ...(variablesText && { variablesText }) };
}
