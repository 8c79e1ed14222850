import { hostileBody, hostileBytes, type WellAsked } from './bodies.ts';
import { type Chance, pick, whole } from './choice.ts';
import { hostileText } from './values.ts';

/** One request as node's client can send it. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const ACCEPTS = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  'image/png',
  ';;,q=',
  'text/html',
] as const;
const TYPES = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/json;charset',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/graphql',
  '*/*',
  ';',
] as const;
const PATHS = [
  '/graphql/',
  '/graphql?query',
  '/graphql?query=%',
  '/graphql?query=%ff%fe',
  '/graphql?query={a}&query={b}',
  '//graphql',
  '/%00',
  '/../graphql',
  '/metrics/x',
  '/readyz?a',
  '/assets/%2e%2e%2f',
  '/graphql;x',
  '/_next/../..',
] as const;

const json = { 'content-type': 'application/json' };

/** A request that nobody sends who means well; every kind of its own is as likely as the next. */
export function hostileRequest(chance: Chance, asked: WellAsked): HostileRequest {
  const accept = pick(chance, ACCEPTS);
  const body = () => Buffer.from(JSON.stringify(hostileBody(chance, asked)));
  const post = (bytes: Buffer, headers: Record<string, string> = {}) => ({
    method: 'POST',
    path: '/graphql',
    headers: { ...json, accept, ...headers },
    body: bytes,
  });
  return pick(chance, [
    () => post(body()),
    () => post(body()),
    () => post(body()),
    () => post(Buffer.from(hostileBytes(chance))),
    () => post(spoiled(body(), chance)),
    () => post(body(), { 'content-type': pick(chance, TYPES) }),
    () => post(body(), { 'content-encoding': pick(chance, ['gzip', 'br', 'identity, gzip', 'x']) }),
    () =>
      post(body(), {
        authorization: pick(chance, ['Bearer', 'Bearer x', 'Bearer a.b.c', `Bearer ${'a.'.repeat(3_000)}`, 'Basic eDp5', 'x']),
      }),
    () => post(body(), { traceparent: '00-zz-1', 'x-viewer': 'root ADMIN', 'x-deadline-ms': '-1', cookie: 'a=b' }),
    () => post(body(), { 'x-large': 'x'.repeat(whole(chance, 1, 20_000)) }),
    () => ({ ...post(body()), method: pick(chance, ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) }),
    () => ({ method: pick(chance, ['GET', 'HEAD', 'POST', 'PUT']), path: pick(chance, PATHS), headers: { accept }, body: null }),
    () => get(chance, asked, accept),
  ])();
}

function get(chance: Chance, asked: WellAsked, accept: string): HostileRequest {
  const members = Object.entries(hostileBody(chance, asked)).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${encodeURIComponent(name)}=${encodeURIComponent((text ?? hostileText(chance)).toWellFormed()).slice(0, 8_000)}`;
  });
  return { method: 'GET', path: `/graphql?${members.join('&')}`, headers: { accept, 'apollo-require-preflight': '1' }, body: null };
}

/** A byte of it is another one. */
function spoiled(bytes: Buffer, chance: Chance): Buffer {
  bytes[whole(chance, 0, bytes.length - 1)] = whole(chance, 0, 255);
  return bytes;
}
