import { createMemoryLog, decodeCursor, type Log } from '@marketgraph/bus';
import { Fault, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { encodeId } from '@marketgraph/vocabulary';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { feedChanged, prices } from './support/events.ts';
import { fakeSubgraph, fakeSubgraphs } from './support/fake-subgraphs.ts';
import { serveHttp } from './support/http-server.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

/** For tests that change nothing. */
let plain: RunningGateway;
/** For tests that need a gateway of their own. */
let running: RunningGateway | null = null;
beforeAll(async () => {
  plain = await runGateway();
});
afterEach(async () => {
  await running?.gateway.stop();
  running = null;
});
afterAll(() => plain.gateway.stop());

test('one query is answered by every subgraph', async () => {
  const { status, json } = await plain.post({
    query: '{ instrument(symbol: "AAPL") { name sentiment { score } alerts { nodes { id } } } }',
  });
  expect(status).toBe(200);
  expect(json).toEqual({ data: { instrument: { name: 'AAPL Inc.', sentiment: { score: 0.42 }, alerts: { nodes: [] } } } });
});

test('a query may come by GET', async () => {
  const response = await fetch(`${plain.url}/graphql?query=%7B__typename%7D`, { headers: { 'apollo-require-preflight': 'true' } });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test('a browser that opens the address is sent to the playground', async () => {
  const response = await fetch(`${plain.url}/graphql`, { headers: { accept: 'text/html' }, redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/playground']);
});

test('the viewer of a token is passed on, and a bad token is 401', async () => {
  const query = '{ viewer { role } }';
  const good = await plain.post({ query }, { authorization: `Bearer ${await plain.tokens.sign({ role: 'PARTNER' })}` });
  const none = await plain.post({ query });
  const bad = await plain.post({ query }, { authorization: 'Bearer a.b.c' });
  expect(good.json).toEqual({ data: { viewer: { role: 'PARTNER' } } });
  expect(none.json).toEqual({ data: { viewer: null } });
  expect([bad.status, bad.json.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
});

test('a subscription over plain HTTP is refused with 406', async () => {
  const { status, json } = await plain.post({ query: 'subscription { quoteUpdated(symbols: ["AAPL"]) { price } }' });
  expect([status, json.errors[0].extensions.code]).toEqual([406, 'SUBSCRIPTION_NEEDS_TRANSPORT']);
});

const malformed: [string, string][] = [
  ['no JSON', '{'],
  ['a list', '[]'],
  ['a list of operations', '[{"query":"{__typename}"}]'],
  ['a number', '7'],
  ['null', 'null'],
  ['an empty object', '{}'],
  ['an empty body', ''],
  ['a query that is a number', '{"query":7}'],
  ['a query that is an object', '{"query":{"a":1}}'],
  ['an empty query', '{"query":""}'],
  ['variables that are a string', '{"query":"{__typename}","variables":"x"}'],
  ['variables that are a list', '{"query":"{__typename}","variables":[]}'],
  ['a name that is an object', '{"query":"{__typename}","operationName":{}}'],
  ['a name that there is not', '{"query":"{__typename}","operationName":"X"}'],
  ['extensions that are a string', '{"query":"{__typename}","extensions":"x"}'],
  ['a persisted query alone', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}'],
  ['a malformed persisted query', '{"extensions":{"persistedQuery":7}}'],
  [
    'a condition that is null',
    '{"query":"query($x:Boolean=true){instrument(symbol:\\"A\\"){name @include(if:$x)}}","variables":{"x":null}}',
  ],
  ['a duration that is none, as a literal', '{"query":"{instrument(symbol:\\"A\\"){sentiment(window:\\"soon\\"){score}}}"}'],
  [
    'a duration that is none, as a variable',
    '{"query":"query($w:Duration!){instrument(symbol:\\"A\\"){sentiment(window:$w){score}}}","variables":{"w":"soon"}}',
  ],
  ['an instant that is a number', '{"query":"{articles(filter:{from:7}){nodes{id}}}"}'],
  [
    'an introspection field that the planner does not know',
    '{"query":"{ instrument(symbol: \\"A\\") { name } __type(name: \\"Instrument\\") { isOneOf } }"}',
  ],
  ['a syntax error', '{"query":"{"}'],
  ['brackets that use up the stack of the parser', `{"query":"{instruments(filter:{symbols:${'['.repeat(3_900)}"}`],
  [
    'an instant that is a list too deep to be printed',
    `{"query":"query($d:DateTime){articles(filter:{from:$d}){nodes{id}}}","variables":{"d":${'['.repeat(20_000)}1${']'.repeat(20_000)}}}`,
  ],
  ['a null byte', '{"query":"{__typename}\\u0000"}'],
  ['a lone surrogate', '{"query":"{ instrument(symbol: \\"\\ud800\\") { name } nope }"}'],
  ['a variable of the wrong type', '{"query":"query($s:String!){instrument(symbol:$s){name}}","variables":{"s":{"a":1}}}'],
  [
    'a variable named as the gateway names its own',
    '{"query":"query($representations:String!){instrument(symbol:$representations){name sentiment{score}}}","variables":{"representations":"AAPL"}}',
  ],
  [
    'a fragment in a circle',
    '{"query":"{instrument(symbol:\\"A\\"){...A}} fragment A on Instrument{...B} fragment B on Instrument{...A}"}',
  ],
];
test.each(malformed)('malformed input (%s) gets a coded error and never a 500', async (_, body) => {
  const { status, json } = await plain.post(body);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(json.errors[0].extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
  expect(JSON.stringify(json)).not.toContain('stacktrace');
});

test('another method, another content type and too large a body are refused by their own codes', async () => {
  const put = await fetch(`${plain.url}/graphql`, { method: 'PUT' });
  const text = await plain.post('{__typename}', { 'content-type': 'text/plain' });
  const large = await plain.post({ query: `{ __typename } # ${'x'.repeat(300_000)}` });
  expect([put.status, text.status, large.status]).toEqual([405, 415, 413]);
});

const excessive: [string, string, string][] = [
  [
    'depth',
    `{ articles ${'{ nodes { mentions { instrument { news '.repeat(4)} { pageInfo { hasNextPage } } ${'} } } }'.repeat(4)} }`,
    'DEPTH',
  ],
  [
    'aliases',
    `{ ${Array.from({ length: 65 }, (_, index) => `a${index}: __typename x${index}: instrument(symbol: "A") { symbol }`).join(' ')} }`,
    'ALIASES',
  ],
  ['directives', `{ __typename ${'@include(if: true) '.repeat(40)} }`, 'DIRECTIVES'],
  ['root fields', `{ ${Array.from({ length: 30 }, () => 'liveCursor').join(' ')} }`, 'ROOT_FIELDS'],
  [
    'aliases, multiplied by fragments within fragments',
    `{ instrument(symbol: "A") { ...F0 } } ${Array.from({ length: 30 }, (_, index) => `fragment F${index} on Instrument { a${index}: name ...F${index + 1} b${index}: name ...F${index + 1} }`).join(' ')} fragment F30 on Instrument { name }`,
    'ALIASES',
  ],
];
test.each(excessive)('an operation beyond the limit of %s is refused', async (_, query, limit) => {
  const { status, json } = await plain.post({ query });
  expect(status).toBe(400);
  expect(json.errors.map(({ extensions }: { extensions: { limit?: string } }) => extensions.limit)).toContain(limit);
  expect(json.errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
});

test('a document of too many tokens is refused', async () => {
  const { status, json } = await plain.post({ query: `{ ${'__typename '.repeat(4_001)} }` });
  expect([status, json.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
});

test("the playground's introspection fits the limits", async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const { status, json } = await plain.post({
    query: getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, oneOf: true }),
  });
  expect(status).toBe(200);
  expect(json.data.__schema.queryType.name).toBe('Query');
});

test('a null for an argument that has a default is an error of the field, not of the inside', async () => {
  const query = 'query($n: Int = 2) { instrument(symbol: "AAPL") { name news(first: $n) { nodes { id } } } }';
  const { json } = await plain.post({ query, variables: { n: null } });
  expect(json.data.instrument).toEqual({ name: 'AAPL Inc.', news: null });
  expect(json.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', subgraph: 'news-sentiment' });
});

test('a fault in a resolver shows its code, and anything else nothing of what went on inside', async () => {
  const market = fakeSubgraph('market', {
    Query: {
      instrument: () => {
        throw new Fault('DATABASE_AWAY', 'The database is away.', true);
      },
      instruments: () => {
        throw new Error('password=secret at /src/x.ts');
      },
    },
  });
  running = await runGateway({ subgraphs: { market } });
  const { json } = await running.post({ query: '{ instrument(symbol: "A") { name } instruments { totalCount } }' });
  const codes = json.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code).sort();
  expect(codes).toEqual(['DATABASE_AWAY', 'INTERNAL_SERVER_ERROR']);
  expect(JSON.stringify(json)).not.toContain('secret');
  expect(JSON.stringify(json)).not.toContain('stack');
});

test('while its database restarts a subgraph answers with a code that may be tried again', async () => {
  const cut = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
  const instrument = () => Promise.reject(cut);
  const market = fakeSubgraph('market', { Query: { instrument } });
  running = await runGateway({ subgraphs: { market } });
  const { json } = await running.post({ query: '{ instrument(symbol: "A") { name } }' });
  expect(json.errors[0]).toMatchObject({
    message: 'The database cannot be reached right now.',
    extensions: { code: 'DATABASE_AWAY', retryable: true },
  });
});

test('it starts without its subgraphs, and what needs one that is away is null with a code', async () => {
  running = await runGateway({
    subgraphs: { ...fakeSubgraphs(), 'news-sentiment': 'http://127.0.0.1:1/graphql' },
    gatewaySecret: 'a-secret-of-the-gateway',
  });
  const { status, json } = await running.post({ query: '{ instrument(symbol: "AAPL") { name sentiment { score } } }' });
  expect(status).toBe(200);
  expect(json.data).toEqual({ instrument: { name: 'AAPL Inc.', sentiment: null } });
  expect(json.errors[0].extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'news-sentiment' });
});

test('a subgraph over HTTP is asked with the credential and the viewer', async () => {
  const asked: Record<string, unknown>[] = [];
  const market = await serveHttp((request, response) => {
    asked.push({ authorization: request.headers.authorization, viewer: request.headers['x-viewer'] });
    request.resume().on('end', () => response.end('{"data":{"instrument":{"name":"By HTTP"}}}'));
  });
  running = await runGateway({ subgraphs: { market: `${market.origin}/graphql` }, gatewaySecret: 'a-secret-of-the-gateway' });
  const authorization = `Bearer ${await running.tokens.sign({ sub: 'ann', role: 'ADMIN' })}`;
  const { json } = await running.post({ query: '{ instrument(symbol: "AAPL") { name } }' }, { authorization });
  await market.close();
  expect(json).toEqual({ data: { instrument: { name: 'By HTTP' } } });
  // The gateway itself asks too, for nobody: which instruments were renamed.
  expect(asked.filter(({ viewer }) => viewer !== undefined)).toEqual([
    { authorization: 'Bearer a-secret-of-the-gateway', viewer: 'ann ADMIN' },
  ]);
});

test('liveCursor is where the recorders stood before the answer, in a form that subscriptions take', async () => {
  running = await runGateway();
  await running.log.append([prices('AAPL', '1.00')]);
  const { json } = await running.post({ query: '{ liveCursor }' });
  expect(decodeCursor(json.data.liveCursor)?.epoch).toBe((await running.log.head()).epoch);
});

test('systemStatus shows the services and the feeds that told of themselves', async () => {
  running = await runGateway();
  const socket = await (await running.socket()).init();
  socket.subscribe('f', 'subscription { feedChanged { feed { name } } }');
  socket.subscribe('alive', '{ __typename }');
  await socket.next('alive');
  await running.log.append([feedChanged('simulator')]);
  await socket.next('f');
  const { json } = await running.post({
    query: '{ systemStatus { healthy version services { name healthy lagMs detail } feeds { id name state } } }',
  });
  expect(json.data.systemStatus).toMatchObject({
    healthy: true,
    services: [{ name: 'market', healthy: true, lagMs: 3, detail: null }],
    feeds: [{ id: encodeId('Feed', 'simulator'), name: 'simulator', state: 'LIVE' }],
  });
});

test('node finds what there is by its id, of whichever subgraph, and nothing else', async () => {
  const query = 'query($id: ID!) { node(id: $id) { __typename id ... on Instrument { symbol name } ... on Article { headline } } }';
  const ask = async (id: string) => (await plain.post({ query, variables: { id } })).json;
  const id = encodeId('Instrument', 'AAPL');
  const apple = { data: { node: { __typename: 'Instrument', id, symbol: 'AAPL', name: 'AAPL Inc.' } } };
  expect(await ask(id)).toEqual(apple);
  expect(await ask(encodeId('Instrument', 'OLD'))).toEqual(apple);
  for (const none of [encodeId('Instrument', 'NONE'), encodeId('Feed', 'none'), 'nonsense', ''])
    expect(await ask(none)).toEqual({ data: { node: null } });
});

test('health, readiness and metrics are told', async () => {
  const statuses = await Promise.all(['/healthz', '/readyz', '/metrics'].map(async (path) => (await fetch(plain.url + path)).status));
  expect(statuses).toEqual([200, 200, 200]);
  expect(await (await fetch(`${plain.url}/metrics`)).text()).toContain('marketgraph_subscriptions');
});

test('without the log queries are answered, readiness says what waits, and liveCursor is null with a code', async () => {
  const away = () => Promise.reject(new Error('connection refused'));
  const log: Log = {
    ...createMemoryLog({ clock: new ManualClock(), logger: silentLogger }),
    partitions: 4,
    head: away,
    committed: away,
    health: () => ({ healthy: false, detail: 'It is away.' }),
  };
  running = await runGateway({ log });
  const { json } = await running.post({ query: '{ liveCursor instrument(symbol: "AAPL") { name } }' });
  expect(json.data).toEqual({ liveCursor: null, instrument: { name: 'AAPL Inc.' } });
  expect(json.errors[0].extensions.code).toBe('LOG_UNAVAILABLE');
  const ready = await fetch(`${running.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { name: 'gateway', healthy: true, detail: 'Subscriptions wait. The log cannot be read.' },
  ]);
  expect(running.gateway.health().healthy).toBe(false);
});
