import 'reflect-metadata';
import { Metrics, silentLogger } from '@marketgraph/service';
import { buildFederatedSchema, serveSubgraph } from '@marketgraph/subgraph-server';
import { Query, Resolver } from 'type-graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';

@Resolver()
class Answers {
  @Query(() => String)
  answer(): string {
    return 'yes';
  }

  @Query(() => String)
  secret(): string {
    throw new Error('a secret of the inside');
  }
}

const SECRET = 'a secret of at least 16';
const TRACE_ID = 'a'.repeat(32);
let server: ReturnType<typeof serveSubgraph>;

beforeAll(async () => {
  const built = await buildFederatedSchema({ resolvers: [Answers], entities: [] });
  const api = { name: 'test', ...built, createContext: () => ({ viewer: null }) };
  server = serveSubgraph({
    api,
    port: 0,
    host: '127.0.0.1',
    gatewaySecret: SECRET,
    parts: [],
    logger: silentLogger,
    metrics: new Metrics(),
  });
  await server.start();
});
afterAll(() => server.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const AS_GATEWAY = { ...JSON_TYPE, authorization: `Bearer ${SECRET}`, traceparent: `00-${TRACE_ID}-bbbbbbbbbbbbbbbb-01` };

async function ask(init: RequestInit, path = '/graphql') {
  const response = await fetch(`http://127.0.0.1:${server.port()}${path}`, { method: 'POST', ...init });
  const { errors } = (await response.json()) as { errors: { message: string; extensions: Record<string, unknown> }[] };
  return { status: response.status, ...errors[0] };
}

const refused = (code: string) => ({ code, retryable: false, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });

test.each([
  ['no JSON', '{', {}, 400, 'BAD_REQUEST'],
  ['a list', '[]', {}, 400, 'BAD_REQUEST'],
  ['a number for a query', '{"query":5}', {}, 400, 'BAD_REQUEST'],
  ['a list for variables', '{"query":"{ answer }","variables":[]}', {}, 400, 'BAD_REQUEST'],
  ['no query', '{}', {}, 400, 'BAD_REQUEST'],
  ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 400, 'BAD_REQUEST'],
  ['another type', '{}', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['too much', `{"query":"${' '.repeat(4 * 1024 * 1024)}"}`, {}, 413, 'BODY_TOO_LARGE'],
] as const)('%s is refused with a code', async (_, body, headers, status, code) => {
  expect(await ask({ body, headers: { ...AS_GATEWAY, ...headers } })).toMatchObject({ status, extensions: { code } });
});

test('a malformed persisted query asks for nothing', async () => {
  const body = JSON.stringify({ query: '{ answer }', extensions: { persistedQuery: { version: 'x', sha256Hash: 7 } } });
  const response = await fetch(`http://127.0.0.1:${server.port()}/graphql`, { method: 'POST', headers: AS_GATEWAY, body });
  expect([response.status, await response.json()]).toEqual([200, { data: { answer: 'yes' } }]);
});

test('whoever is not the gateway learns nothing, whatever is asked', async () => {
  for (const body of ['{', '{"query":"{ answer }"}']) {
    expect(await ask({ body, headers: JSON_TYPE })).toMatchObject({ status: 401, extensions: refused('UNAUTHENTICATED') });
  }
  expect(await ask({ body: '{}', headers: JSON_TYPE }, '/elsewhere')).toMatchObject({ status: 404, extensions: refused('NOT_FOUND') });
});

test("a refusal names the gateway's trace", async () => {
  expect((await ask({ body: '{', headers: AS_GATEWAY })).extensions).toMatchObject({ traceId: TRACE_ID });
});

test('what failed inside is told by the id that the log has, and nothing else of it', async () => {
  const body = JSON.stringify({ query: '{ secret }' });
  expect(await ask({ body, headers: AS_GATEWAY })).toMatchObject({
    message: 'Something went wrong inside.',
    extensions: refused('INTERNAL_SERVER_ERROR'),
  });
});
