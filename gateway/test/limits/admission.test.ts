import { getIntrospectionQuery } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { fakeSubgraph, fakeSubgraphs } from '../support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

let running: RunningGateway | undefined;
afterEach(() => running?.gateway.stop());

const start = async (env: Record<string, string>) => {
  running = await runGateway({ env });
  return running;
};
const PRODUCTION = { NODE_ENV: 'production' };
const DEAR = 'query Dear($first: Int! = 1000) { instruments(first: $first) { nodes { candles(first: 1000) { nodes { open } } } } }';
/** 911 points. */
const SOME = 'query Some($first: Int! = 150) { instruments(first: $first) { nodes { symbol name } } }';

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
    expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'COST', most: 51_000, cost: 5_155_011 }),
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

test('150 operations of 50 fields are paid for once, however often they are sent in turn', async () => {
  const { post } = await start({ MAX_PLANNING_PER_CALLER: '677' });
  const fields = Array.from({ length: 48 }, (_, index) => `f${index}: ${index % 2 ? 'name' : 'symbol'}`).join(' ');
  const ask = async (name: string) => (await post({ query: `query ${name} { instruments(first: 1) { nodes { ${fields} } } }` })).status;
  const names = Array.from({ length: 150 }, (_, index) => `Q${index}`);
  const statuses = new Set<number>();
  for (const name of [...names, ...names]) statuses.add(await ask(name));
  expect([...statuses]).toEqual([200]);
  expect(await ask('Another')).toBe(429);
});

test('what is not valid is paid for each time: it is validated each time', async () => {
  const { post } = await start({ MAX_PLANNING_PER_CALLER: '10' });
  const statuses = [];
  for (let turn = 0; turn < 6; turn++) statuses.push((await post({ query: '{ nothing }' })).status);
  expect(statuses).toEqual([400, 400, 400, 400, 429, 429]);
});

/** Instruments are told when the test says so. */
async function startWithGate(env: Record<string, string>) {
  const gate = Promise.withResolvers<void>();
  const asked: number[] = [];
  const instruments = async (_: unknown, { first }: Record<string, unknown>) => {
    // The gateway itself asks for pages of another length.
    if (first === 150) asked.push(150);
    await gate.promise;
    return { nodes: [] };
  };
  const started = await runGateway({ env, subgraphs: { ...fakeSubgraphs(), market: fakeSubgraph('market', { Query: { instruments } }) } });
  running = started;
  const ann = { authorization: `Bearer ${await started.tokens.sign({ sub: 'ann' })}` };
  const waits = async () => {
    const { text } = await started.metrics.render();
    return Number(/^marketgraph_heavy_operations_waiting (\d+)/m.exec(text)?.[1]);
  };
  return { ...started, ann, open: () => gate.resolve(), asked, waits: (count: number) => expect.poll(waits).toBe(count) };
}
const HEAVY = { HEAVY_COST: '500', MAX_COST_AT_WORK: '1000' };

test('heavy operations wait for room and are all answered; light ones do not wait', async () => {
  const { post, open, waits } = await startWithGate(HEAVY);
  const answers = Array.from({ length: 16 }, () => post({ query: SOME }));
  await waits(15);
  expect((await post({ query: '{ __typename }' })).status).toBe(200);
  open();
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
});

test('who has too many heavy ones waiting is told 429 and when to come back; the next caller waits for a turn, and has it', async () => {
  const { post, ann, open, waits } = await startWithGate(HEAVY);
  const answers = Array.from({ length: 34 }, () => post({ query: SOME }));
  const refused = await Promise.race(answers);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '4']);
  const other = post({ query: SOME }, ann);
  await waits(33);
  open();
  expect((await other).status).toBe(200);
  expect((await Promise.all(answers)).filter(({ status }) => status === 200)).toHaveLength(33);
});

test('who hangs up while waiting is forgotten, and nothing is asked for it', async () => {
  const { post, url, open, asked, waits } = await startWithGate(HEAVY);
  const first = post({ query: SOME });
  const leaving = new AbortController();
  const body = JSON.stringify({ query: SOME });
  const headers = { 'content-type': 'application/json' };
  const left = fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => 'LEFT');
  await waits(1);
  leaving.abort();
  await waits(0);
  open();
  expect([await left, (await first).status, asked.length]).toEqual(['LEFT', 200, 1]);
});

test('over a websocket heavy operations wait for the same room', async () => {
  const gateway = await startWithGate(HEAVY);
  const first = gateway.post({ query: SOME });
  const socket = await (await gateway.socket()).init();
  await expect.poll(() => gateway.asked.length).toBe(1);
  socket.subscribe('a', SOME);
  await gateway.waits(1);
  gateway.open();
  expect((await socket.next('a')).payload.data).toEqual({ instruments: { nodes: [] } });
  expect((await first).status).toBe(200);
  socket.socket.terminate();
});

test('what a subscription asks for each event has a limit of its own', async () => {
  const gateway = await start({});
  const socket = await (await gateway.socket()).init();
  socket.subscribe('a', 'subscription { quoteUpdated(symbols: ["A"]) { instrument { candles(last: 1000) { nodes { open close } } } } }');
  const { payload } = await socket.error('a');
  expect(payload[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'EVENT_COST', most: 2_000 });
  socket.socket.terminate();
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
  ['MAX_COST_PER_EVENT', '-1'],
  ['MAX_COST_AT_WORK', 'all'],
  ['HEAVY_COST', '0'],
  ['MAX_PLANNING_PER_CALLER', 'long'],
  ['INTROSPECTION', 'some'],
])('a limit that is none is refused by its name: %s=%s', async (name, value) => {
  await expect(runGateway({ env: { [name]: value } })).rejects.toThrow(name);
});
