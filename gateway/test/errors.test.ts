import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { currentDeadline, Fault, type Logger } from '@marketgraph/service';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorCodes } from '../src/queries/error-codes.ts';
import { countOf, fewErrors } from '../src/queries/few-errors.ts';
import { formatError } from '../src/queries/format-error.ts';
import { type AcceptTools, acceptOperation } from '../src/subscriptions/protocol/accepted-operation.ts';
import { articleScored } from './support/events.ts';
import { fakeSubgraph, fakeSubgraphs } from './support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';
import { openSse } from './support/stream-clients.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const BROKEN = '{ instrument(symbol: "BROKEN") { symbol } }';

const MANY = 5_000;

/** As what asks a database gives up. */
function untilLeft(): Promise<never> {
  const deadline = currentDeadline();
  asked.resolve();
  return new Promise((_, reject) => {
    deadline?.onOver(() => {
      reject(deadline.fault());
      left.resolve();
    });
  });
}

const logged: { sentence: string; details: object | undefined }[] = [];
const note = (sentence: string, details?: object) => void logged.push({ sentence, details });
const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };

const asked = Promise.withResolvers<void>();
const left = Promise.withResolvers<void>();

let running: RunningGateway;
beforeAll(async () => {
  const instrument = (_: unknown, { symbol }: Record<string, unknown>) => {
    if (symbol === 'BROKEN') throw new Error('a secret of the inside');
    if (symbol === 'SLOW') return untilLeft();
    return { id: 'i', symbol };
  };
  const sector = () => {
    throw new Error('a secret of each');
  };
  const instruments = () => ({ nodes: Array.from({ length: MANY }, (_, id) => ({ id, symbol: `S${id}` })) });
  const market = fakeSubgraph('market', { Query: { instrument, instruments }, Instrument: { sector } });
  running = await runGateway({ logger, subgraphs: { ...fakeSubgraphs(), market } });
});
afterAll(() => running.gateway.stop());

test('the documentation lists every code, and whether the same may be asked again', () => {
  const text = readFileSync(`${ROOT}docs/errors.md`, 'utf8');
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| (yes|no) \|/gm)].map(([, code, again]) => [code, again === 'yes']);
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(errorCodes).map(([code, { retryable }]) => [code, retryable])),
  );
});

/** In userErrors, in reports of zod, of commands and of work in the background: none of them is an error of an answer. */
const ELSEWHERE =
  'INVALID LIMIT_REACHED BAD_CONFIG BAD_FILE BAD_RECORDING DATA_DIR_REFUSED EVALUATED_ELSEWHERE NO_DATABASE LOG_BEGAN_ANEW LOG_LEASE_LOST ' +
  'LOG_PARTITIONS_FIXED LOG_PARTITION_TAKEN NOT_ANSWERED PORT_REFUSED PORT_TAKEN UNKNOWN_KEY';

test('no source of an answer has a code that the catalogue lacks', () => {
  const folders = ['gateway/src', 'packages', 'subgraphs'].map((name) => `${ROOT}${name}`);
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`));
  const sources = files.filter(
    (name) => /\/src\/.*\.ts$/.test(name) && !name.includes('/node_modules/') && !name.includes('/local-stack/'),
  );
  const codes = sources.flatMap((name) => {
    const text = readFileSync(name, 'utf8');
    return [...text.matchAll(/(?:code: |new Fault\(\s*|badInput\(\s*|codedError\(\s*)'([A-Z][A-Z_]+)'/g)].map(([, code = '']) => code);
  });
  const known = new Set([...Object.keys(errorCodes), ...ELSEWHERE.split(' ')]);
  expect([...new Set(codes)].filter((code) => !known.has(code))).toEqual([]);
  expect(codes.length).toBeGreaterThan(30);
});

const UNIFORM = { code: expect.any(String), retryable: expect.any(Boolean), traceId: TRACE_ID };

test.each([
  ['a syntax error', '{', {}],
  ['an unknown field', '{ nothing }', {}],
  ['a variable of the wrong type', 'query($s: String!) { instrument(symbol: $s) { symbol } }', { s: 5 }],
  ['a fault inside', BROKEN, {}],
  ['a subscription without a transport', 'subscription { quoteUpdated(symbols: ["AAPL"]) { price } }', {}],
  ['too much', `{ ${'a:__typename '.repeat(3_000)} }`, {}],
])("%s has a code, says whether to try again, and names the caller's trace", async (_, query, variables) => {
  const { json } = await running.post({ query, variables }, { traceparent });
  expect(json.errors[0].extensions).toMatchObject(UNIFORM);
});

test('a refusal before GraphQL has them too', async () => {
  expect((await running.post('{', { traceparent })).json.errors[0].extensions).toEqual({
    ...UNIFORM,
    code: 'BAD_REQUEST',
    retryable: false,
  });
  const token = await running.post({ query: '{ __typename }' }, { traceparent, authorization: 'Bearer x' });
  expect(token.json.errors[0].extensions).toEqual({ ...UNIFORM, code: 'UNAUTHENTICATED', retryable: false });
});

test('an expectation that nobody knows is refused with them', async () => {
  const asking = request(`${running.url}/graphql`, { method: 'POST', headers: { traceparent, expect: 'tea' } }).end('{}');
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(417);
  expect(JSON.parse(await text(answer)).errors[0].extensions).toEqual({ ...UNIFORM, code: 'BAD_REQUEST', retryable: false });
});

test.each([5, null, { a: 1 }])('a code of a subgraph that is no string is not passed on: %j', (code) => {
  const told = formatError({ message: 'odd', extensions: { code, serviceName: 'other' } }, undefined, { logger, traceId: TRACE_ID });
  expect(told.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', retryable: false, traceId: TRACE_ID, subgraph: 'other' });
});

test('what ended because its caller has left is not logged; what took too long is', () => {
  const extensions = { code: 'DEADLINE_EXCEEDED', retryable: true, serviceName: 'market' };
  const fault = new Fault('DEADLINE_EXCEEDED', 'This took longer than the request may last.', true);
  const linesOf = (hasLeft: boolean) => {
    logged.splice(0);
    formatError({ message: 'late', extensions }, undefined, { logger, traceId: TRACE_ID, hasLeft });
    formatError({ message: 'late' }, fault, { logger, traceId: TRACE_ID, hasLeft });
    return logged.length;
  };
  expect([linesOf(true), linesOf(false)]).toEqual([0, 2]);
});

test('an operation whose caller hangs up is no line of the log', async () => {
  const leaving = new AbortController();
  const body = JSON.stringify({ query: '{ instrument(symbol: "SLOW") { symbol } }' });
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(`${running.url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => 'NONE');
  await asked.promise;
  logged.splice(0);
  leaving.abort();
  await left.promise;
  await running.post({ query: BROKEN });
  expect(await answer).toBe('NONE');
  expect(logged.map(({ sentence }) => sentence)).toEqual(['An operation failed inside.']);
});

test('an operation over a websocket names the trace of its extensions, one without a trace gets a new id', async () => {
  const socket = await (await running.socket()).init();
  socket.send({ id: 'a', type: 'subscribe', payload: { query: '{', extensions: { traceparent } } });
  socket.send({ id: 'b', type: 'subscribe', payload: { query: BROKEN, extensions: { traceparent } } });
  socket.subscribe('c', 'subscription { nothing }');
  expect((await socket.error('a')).payload[0]?.extensions).toMatchObject(UNIFORM);
  expect((await socket.next('b')).payload.errors?.[0]?.extensions).toMatchObject(UNIFORM);
  const { extensions } = (await socket.error('c')).payload[0] ?? {};
  expect(extensions).toEqual({
    ...UNIFORM,
    code: 'GRAPHQL_VALIDATION_FAILED',
    retryable: false,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  socket.socket.close();
});

test('a stream that is refused has them too', async () => {
  const stream = openSse(running, 'subscription { nothing }', { headers: { traceparent } });
  const { errors } = await (await stream.begun).clone().json();
  expect(errors[0].extensions).toMatchObject(UNIFORM);
  stream.leave();
});

test('a trace that is none is replaced by a new one, and all errors of one answer have the same', async () => {
  const twice = '{ a: instrument(symbol: "BROKEN") { symbol } b: instrument(symbol: "BROKEN") { symbol } }';
  const { json } = await running.post({ query: twice }, { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` });
  const [first, second] = json.errors.map(({ extensions }: { extensions: { traceId: string } }) => extensions.traceId);
  expect(first).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  expect(second).toBe(first);
});

test('what failed inside is logged by the id that its caller was told', async () => {
  logged.length = 0;
  const { json } = await running.post({ query: BROKEN }, { traceparent });
  expect(JSON.stringify(json)).not.toContain('secret');
  const [line] = logged.filter(({ sentence }) => sentence === 'An operation failed inside.');
  expect(line?.details).toMatchObject({ traceId: TRACE_ID, reason: expect.stringContaining('a secret of the inside') });
});

test('an answer that fails at thousands of places tells a hundred of them and how many more there are, and is logged once', async () => {
  const query = '{ instruments(first: 500) { nodes { symbol sector } } }';
  for (let turn = 0; turn < 2; turn++) {
    logged.length = 0;
    const { json } = await running.post({ query }, { traceparent });
    expect(json.data.instruments.nodes.at(-1)).toEqual({ symbol: `S${MANY - 1}`, sector: null });
    expect(json.errors).toHaveLength(101);
    expect(json.errors[99].path).toEqual(['instruments', 'nodes', 99, 'sector']);
    expect(json.errors[100].extensions).toEqual({ ...UNIFORM, code: 'MORE_ERRORS', retryable: false, more: MANY - 100 });
    const lines = logged.filter(({ sentence }) => sentence === 'An operation failed inside.');
    expect(lines.map(({ details }) => details)).toEqual([expect.objectContaining({ traceId: TRACE_ID, errors: MANY })]);
  }
});

test('an event that fails at hundreds of places tells a hundred of them and how many more there are', async () => {
  const symbols = Array.from({ length: 150 }, (_, index) => `S${index}`);
  const socket = await (await running.socket()).init();
  socket.subscribe('a', 'subscription { articlePublished { article { mentions { symbol instrument { sector } } } } }');
  socket.send({ type: 'ping' });
  await socket.find(({ type }) => type === 'pong');
  await running.log.append([articleScored('a1', symbols)]);
  const { errors = [], data } = (await socket.next('a')).payload;
  expect(data['articlePublished']).toMatchObject({ article: { mentions: { 149: { symbol: 'S149', instrument: { sector: null } } } } });
  expect(errors).toHaveLength(101);
  expect(errors[100]?.extensions).toMatchObject({ code: 'MORE_ERRORS', retryable: false, more: 50 });
  socket.socket.close();
});

test("a subgraph's own words of more are not counted as errors that are not told", () => {
  const own = new GraphQLError('Much.', { extensions: { code: 'QUOTA', more: 5 } });
  expect(countOf([own])).toBe(1);
  expect(countOf(fewErrors(Array.from({ length: 250 }, () => own)))).toBe(250);
});

test('an operation that cannot be accepted for a fault of ours is logged by the id that its client is told', () => {
  logged.length = 0;
  const fails = () => {
    throw new Error('a secret of the inside');
  };
  const tools = { logger, persisted: { resolve: fails } } as unknown as AcceptTools;
  const payload = { query: '{ __typename }', extensions: { traceparent } };
  const accepted = acceptOperation(tools, payload, { viewer: null, address: '127.0.0.1' });
  expect(accepted).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', traceId: TRACE_ID } }] });
  expect(JSON.stringify(accepted)).not.toContain('secret');
  const told = expect.objectContaining({ traceId: TRACE_ID, reason: expect.stringContaining('a secret of the inside') });
  expect(logged.map(({ details }) => details)).toEqual([told]);
});

test.each([
  ['text/event-stream', 400],
  ['text/event-stream, application/json', 200],
  ['multipart/mixed;subscriptionSpec=1.0, application/graphql-response+json, application/json', 400],
])('a subscription that is wrong and accepts %s is answered %i, as a query is', async (accept, status) => {
  const answer = await running.post({ query: 'subscription { nothing }' }, { accept });
  expect(answer.status).toBe(status);
  expect(answer.json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
