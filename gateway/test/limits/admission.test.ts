import { getIntrospectionQuery } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { fakeSchema, fakeSubgraphs } from '../support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';
import { world } from '../support/world.ts';

let running: RunningGateway | undefined;
afterEach(() => running?.gateway.stop());

const start = async (env: Record<string, string>) => {
  running = await runGateway({ env });
  return running;
};
const PRODUCTION = { NODE_ENV: 'production' };
const DEAR = 'query Dear($first: Int! = 1000) { instruments(first: $first) { nodes { candles(first: 1000) { nodes { open } } } } }';
/** 911 points. */
const SOME = 'query Some($first: Int! = 300) { instruments(first: $first) { nodes { symbol name } } }';

test.each(['PARTNER', 'ADMIN'])('in production the schema is told to the role %s, and to no other', async (role) => {
  const { post, tokens } = await start(PRODUCTION);
  const ask = async (token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await post({ query: getIntrospectionQuery() }, headers)).status;
  };
  const told = [await ask(await tokens.sign({ role })), await ask(await tokens.sign({ role: 'USER' })), await ask()];
  expect(told).toEqual([200, 400, 400]);
});

test.each([
  ['outside of production', {}],
  ['where the operator says so', { ...PRODUCTION, INTROSPECTION: 'all' }],
])('everybody may read the schema %s', async (_, env) => {
  const { post } = await start(env);
  expect((await post({ query: getIntrospectionQuery() })).status).toBe(200);
});

test('an operation that costs too much is refused before anyone is asked, and says what it costs', async () => {
  const { post } = await start({});
  const { status, json } = await post({ query: DEAR });
  expect([status, json.errors[0].extensions]).toEqual([
    400,
    expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'COST', most: 85_000, cost: 2_152_011 }),
  ]);
  expect((await post({ query: DEAR, variables: { first: 1 } })).status).toBe(200);
});

test('what is known of one text is not taken for another whose name and text make the same characters', async () => {
  const { post } = await start({});
  const variables = { first: 1 };
  await post({ query: `#\0\n${DEAR}`, variables });
  const statuses = [];
  for (const operationName of ['#', 'Other']) statuses.push((await post({ query: `\n${DEAR}`, operationName, variables })).status);
  expect(statuses).toEqual([400, 400]);
  const named = await post({ query: DEAR, operationName: 'Other' });
  expect(named.json.errors[0].extensions.limit).toBe('COST');
});

test('an operation that the document does not have costs as much as the dearest that it has', async () => {
  const { post } = await start({});
  const { status, json } = await post({ query: `${DEAR} query Cheap { __typename }`, operationName: 'Other' });
  expect([status, json.errors[0].extensions.limit]).toEqual([400, 'COST']);
});

test('who is over budget is told 429 and when to come back, and others go on', async () => {
  const { post, tokens, clock } = await start({ MAX_COST_PER_CALLER: '2000' });
  const ann = { authorization: `Bearer ${await tokens.sign({ sub: 'ann' })}` };
  const bob = { authorization: `Bearer ${await tokens.sign({ sub: 'bob' })}` };
  const statuses = [];
  for (let turn = 0; turn < 3; turn++) statuses.push((await post({ query: SOME }, ann)).status);
  expect(statuses).toEqual([200, 200, 429]);
  const refused = await post({ query: SOME }, ann);
  expect(refused.headers.get('retry-after')).toBe('4');
  expect(refused.json.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: 4 });
  const going = [await post({ query: SOME }, bob), await post({ query: SOME }), await post({ query: '{ __typename }' }, ann)];
  expect(going.map(({ status }) => status)).toEqual([200, 200, 200]);
  await clock.advance(5_000);
  expect((await post({ query: SOME }, ann)).status).toBe(200);
});

test('ever new texts are paid for by who sends them, and texts that are known cost nothing', async () => {
  const { post, tokens, clock } = await start({ MAX_PLANNING_PER_CALLER: '10' });
  const ann = { authorization: `Bearer ${await tokens.sign({ sub: 'ann' })}` };
  const bob = { authorization: `Bearer ${await tokens.sign({ sub: 'bob' })}` };
  const ask = async (name: string, headers = ann) => (await post({ query: `query ${name} { __typename }` }, headers)).status;
  const statuses = [];
  for (const name of ['A', 'B', 'C', 'D', 'E', 'E']) statuses.push(await ask(name));
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  expect([await ask('A'), await ask('F', bob), await ask('F')]).toEqual([200, 200, 200]);
  await clock.advance(3_000);
  expect(await ask('E')).toBe(200);
});

test('heavy operations one after the other are never refused; more than two at once are, and light ones are not', async () => {
  const gate = Promise.withResolvers<void>();
  const instruments = async () => {
    await gate.promise;
    return { nodes: [] };
  };
  const market = {
    schema: fakeSchema('market', { ...world['market'], Query: { ...world['market']?.['Query'], instruments } }),
    createContext: () => ({ viewer: null }),
  };
  running = await runGateway({ env: { HEAVY_COST: '500' }, subgraphs: { ...fakeSubgraphs(), market } });
  const { post } = running;
  const answers = [post({ query: SOME }), post({ query: SOME }), post({ query: SOME })];
  expect((await Promise.race(answers)).status).toBe(429);
  expect((await post({ query: '{ __typename }' })).status).toBe(200);
  gate.resolve();
  expect((await Promise.all(answers)).map(({ status }) => status).toSorted()).toEqual([200, 200, 429]);
  await running.clock.advance(1_000);
  for (let turn = 0; turn < 5; turn++) expect((await post({ query: SOME })).status).toBe(200);
});

const transports: [string, (gateway: RunningGateway, query: string, variables?: object) => Promise<string>][] = [
  ['POST', async ({ post }, query, variables) => (await post({ query, variables })).json.errors[0].extensions.code],
  [
    'SSE',
    async ({ post }, query, variables) =>
      (await post({ query, variables }, { accept: 'text/event-stream' })).json.errors[0].extensions.code,
  ],
  [
    'multipart',
    async ({ post }, query, variables) =>
      (await post({ query, variables }, { accept: 'multipart/mixed;subscriptionSpec=1.0' })).json.errors[0].extensions.code,
  ],
  [
    'GET',
    async ({ url }, query, variables = {}) => {
      const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
      const answer = await fetch(`${url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'yes' } });
      return ((await answer.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code ?? '';
    },
  ],
  [
    'websocket',
    async (gateway, query, variables) => {
      const socket = await (await gateway.socket()).init();
      socket.subscribe('a', query, variables as Record<string, unknown>);
      const { payload } = await socket.error('a');
      socket.socket.terminate();
      return payload[0]?.extensions.code ?? '';
    },
  ],
];
test.each(transports)('every limit holds on every transport: %s', async (_, ask) => {
  const gateway = await start({ ...PRODUCTION, MAX_COST_PER_CALLER: '1500' });
  const deep = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`);
  const codes = [
    await ask(gateway, DEAR),
    await ask(gateway, `{ ${'__typename '.repeat(500)} }`),
    await ask(gateway, '{ __schema { types { name } } }'),
    await ask(gateway, 'query($s: [String!]) { instruments(filter: { symbols: $s }) { totalCount } }', { s: deep }),
  ];
  expect(codes).toEqual(['LIMIT_EXCEEDED', 'LIMIT_EXCEEDED', 'INTROSPECTION_DISABLED', 'LIMIT_EXCEEDED']);
  await gateway.post({ query: SOME });
  expect(await ask(gateway, SOME)).toBe('RATE_LIMITED');
});

test('a persisted query is refused as its text is', async () => {
  const { createHash } = await import('node:crypto');
  const { post } = await start({});
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(DEAR).digest('hex') } };
  const answers = [await post({ query: DEAR, extensions }), await post({ extensions })];
  expect(answers.map(({ status, json }) => [status, json.errors[0].extensions.limit])).toEqual([
    [400, 'COST'],
    [400, 'COST'],
  ]);
});

test.each([
  ['MAX_COST', 'much'],
  ['HEAVY_COST', '0'],
  ['MAX_PLANNING_PER_CALLER', 'long'],
  ['INTROSPECTION', 'some'],
])('a limit that is none is refused by its name: %s=%s', async (name, value) => {
  await expect(runGateway({ env: { [name]: value } })).rejects.toThrow(name);
});
