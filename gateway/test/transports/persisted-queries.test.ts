import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { createClient } from 'graphql-ws';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { PersistedQueries } from '../../src/queries/persisted-queries.ts';
import { prices } from '../support/events.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

function extensionsOf(query: string) {
  return { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
}

const EVENT_STREAM = { accept: 'text/event-stream' };

test('a text that one transport was told is known to every other', async () => {
  const query = 'subscription { quoteUpdated(symbols: ["MSFT"]) { price } }';
  const extensions = extensionsOf(query);
  const client = createClient({ url: `ws://${running.address}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
  const unknown = client.iterate({ query: '', extensions });
  await expect(unknown.next()).rejects.toMatchObject([
    { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
  ]);
  const byHttp = await running.post({ extensions }, EVENT_STREAM);
  expect([byHttp.status, byHttp.json.errors[0].extensions.code]).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  expect(byHttp.headers.get('cache-control')).toContain('no-cache');
  expect((await running.post({ query, extensions })).status).toBe(406);
  const known = client.iterate<{ quoteUpdated: { price: string } }>({ query: '', extensions });
  const next = known.next();
  const stream = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...EVENT_STREAM },
    body: JSON.stringify({ extensions }),
  });
  expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  await stream.body?.cancel();
  await running.post({ query: '{ __typename }' });
  await running.log.append([prices('MSFT', '4.00')]);
  expect((await next).value?.data?.quoteUpdated.price).toBe('4.00');
  await known.return?.();
  await client.dispose();
});

test('queries and mutations go by hash over HTTP, by POST and GET, and over the websocket', async () => {
  const query = '{ instrument(symbol: "AAPL") { name } }';
  const extensions = extensionsOf(query);
  const answer = { data: { instrument: { name: 'AAPL Inc.' } } };
  expect((await running.post({ extensions })).json.errors[0].message).toBe('PersistedQueryNotFound');
  expect((await running.post({ query, extensions })).json).toEqual(answer);
  expect((await running.post({ extensions })).json).toEqual(answer);
  const search = new URLSearchParams({ extensions: JSON.stringify(extensions) });
  const byGet = await fetch(`${running.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'true' } });
  expect(await byGet.json()).toEqual(answer);
  const socket = await (await running.socket()).init();
  socket.send({ id: 'q', type: 'subscribe', payload: { query: '', extensions } });
  expect((await socket.next('q')).payload).toEqual(answer);
});

test('a text that a websocket was told is known by HTTP', async () => {
  const query = '{ instrument(symbol: "AAPL") { symbol } }';
  const socket = await (await running.socket()).init();
  socket.send({ id: 'q', type: 'subscribe', payload: { query, extensions: extensionsOf(query) } });
  await socket.next('q');
  expect((await running.post({ extensions: extensionsOf(query) })).json).toEqual({ data: { instrument: { symbol: 'AAPL' } } });
});

test("Apollo Client's own link of persisted queries sends the text once, for queries and for subscriptions", async () => {
  const bodies: Record<string, unknown>[] = [];
  const fetchFn: typeof fetch = async (input, init) => {
    bodies.push(JSON.parse(String(init?.body)));
    return fetch(input, init);
  };
  const hashes = new PersistedQueryLink({ sha256: (text) => createHash('sha256').update(text).digest('hex') });
  const link = hashes.concat(new HttpLink({ uri: `${running.url}/graphql`, fetch: fetchFn }));
  const ask = async (document: string) => {
    const client = new ApolloClient({ link, cache: new InMemoryCache(), queryDeduplication: false });
    if (!document.startsWith('subscription')) return client.query({ query: gql(document) });
    return firstValueFrom(client.subscribe({ query: gql(document) }));
  };
  const query = 'query Named { instrument(symbol: "MSFT") { symbol } }';
  expect(await ask(query)).toMatchObject({ data: { instrument: { symbol: 'MSFT' } } });
  expect(await ask(query)).toMatchObject({ data: { instrument: { symbol: 'MSFT' } } });
  await running.log.append([prices('IBM', '7.00')]);
  const subscription = 'subscription Told { quoteUpdated(symbols: ["IBM"]) { price } }';
  expect(await ask(subscription)).toMatchObject({ data: { quoteUpdated: { price: '7.00' } } });
  expect(await ask(subscription)).toMatchObject({ data: { quoteUpdated: { price: '7.00' } } });
  expect(bodies.map(({ query: text }) => text !== undefined)).toEqual([false, true, false, false, true, false]);
});

const good = extensionsOf('{ __typename }').persistedQuery;
const malformed: [string, unknown][] = [
  ['a number', 7],
  ['a text', 'x'],
  ['true', true],
  ['false', false],
  ['a list', [good]],
  ['an empty object', {}],
  ['no hash', { version: 1 }],
  ['a hash that is a number', { version: 1, sha256Hash: 7 }],
  ['a hash that is an object', { version: 1, sha256Hash: { $ne: 1 } }],
  ['a hash that is too short', { version: 1, sha256Hash: 'abc' }],
  ['a hash in upper case', { version: 1, sha256Hash: good.sha256Hash.toUpperCase() }],
  ['a hash that is a name of every object', { version: 1, sha256Hash: '__proto__' }],
  ['another version', { ...good, version: 2 }],
  ['a version that is a text', { ...good, version: '1' }],
  ['the hash of another text', extensionsOf('{ liveCursor }').persistedQuery],
];
test.each(malformed)('a malformed persisted query (%s) is a coded error of the caller on every transport', async (_, persistedQuery) => {
  const operation = { query: '{ __typename }', extensions: { persistedQuery } };
  for (const accept of ['application/json', 'text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
    const { status, json } = await running.post(operation, { accept });
    expect([status, json.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  }
  const search = new URLSearchParams({ query: operation.query, extensions: JSON.stringify(operation.extensions) });
  const byGet = await fetch(`${running.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'true' } });
  expect(byGet.status).toBe(400);
  const socket = await (await running.socket()).init();
  socket.send({ id: 'q', type: 'subscribe', payload: operation });
  expect((await socket.error('q')).payload[0]?.extensions.code).toBe('BAD_REQUEST');
  socket.subscribe('alive', '{ __typename }');
  await socket.next('alive');
});

test('extensions of a GET that are no JSON, and members given twice, are errors of the caller', async () => {
  for (const search of ['query=%7B__typename%7D&extensions=%7B', 'query=%7B__typename%7D&query=x', 'query=%7B__typename%7D&variables=7']) {
    const response = await fetch(`${running.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'true' } });
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  }
});

test('variables of a GET that are nested too deeply to be written again are refused as any that are too deep', async () => {
  const search = `query=%7B__typename%7D&variables={"a":${'['.repeat(7_000)}${']'.repeat(7_000)}}`;
  const response = await fetch(`${running.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'true' } });
  expect([response.status, (await response.json()).errors[0].extensions.limit]).toEqual([400, 'VARIABLE_DEPTH']);
});

test('the store is bounded: the texts least recently used are given up', () => {
  const store = new PersistedQueries(48);
  const texts = ['a', 'b', 'c', 'd', 'e'].map((letter) => `{ ${letter.repeat(8)} }`);
  const again = (text: string) => store.resolve(undefined, extensionsOf(text));
  for (const text of texts.slice(0, 4)) store.resolve(text, extensionsOf(text));
  const [a = '', b = '', , , e = ''] = texts;
  again(a);
  store.resolve(e, extensionsOf(e));
  expect(again(b)).toMatchObject({ problem: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
  expect([again(a), again(e)]).toEqual([{ query: a }, { query: e }]);
});
