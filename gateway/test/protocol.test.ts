import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertChanged, prices } from './support/events.ts';
import { type RunningGateway, runGateway, TestSocket } from './support/running-gateway.ts';

const QUOTES = 'subscription { quoteUpdated(symbols: ["AAPL"]) { cursor symbol price instrument { name } } }';

let running: RunningGateway;
beforeEach(async () => {
  running = await runGateway();
});
afterEach(() => running.gateway.stop());

/** The socket still serves. */
async function expectAlive(socket: TestSocket): Promise<void> {
  socket.subscribe('alive', '{ __typename }');
  expect((await socket.next('alive')).payload.data).toEqual({ __typename: 'Query' });
}

test('a subscription over a websocket is told events with what other subgraphs add', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('q', QUOTES);
  await expectAlive(socket);
  await running.log.append([prices('AAPL', '1.25')]);
  const { payload } = await socket.next('q');
  expect(payload.data['quoteUpdated']).toMatchObject({ symbol: 'AAPL', price: '1.25', instrument: { name: 'AAPL Inc.' } });
});

function names(count: number): string {
  return Array.from({ length: count }, (_, index) => `n${index}: symbol`).join(' ');
}

const faults: [string, string, string][] = [
  ['a syntax error', 'subscription { quoteUpdated(', 'GRAPHQL_PARSE_FAILED'],
  ['an empty document', '', 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', 'subscription { nothing { symbol } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['two root fields', 'subscription { quoteUpdated(symbols: ["A"]) { symbol } alertChanged { symbol } }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a conditional root',
    'subscription($w: Boolean!) { quoteUpdated(symbols: ["A"]) @include(if: $w) { symbol } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a root that is skipped',
    'subscription { ...F } fragment F on Subscription { quoteUpdated(symbols: ["A"]) @skip(if: true) { symbol } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['only __typename', 'subscription { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'fragments in a circle',
    'subscription { quoteUpdated(symbols: ["A"]) { ...A } } fragment A on QuoteUpdate { ...B } fragment B on QuoteUpdate { ...A }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a variable that is missing', 'subscription($s: [String!]!) { quoteUpdated(symbols: $s) { symbol } }', 'BAD_USER_INPUT'],
  ['no symbols', 'subscription { quoteUpdated(symbols: []) { symbol } }', 'BAD_USER_INPUT'],
  ['a symbol that is none', 'subscription { quoteUpdated(symbols: ["a b"]) { symbol } }', 'BAD_USER_INPUT'],
  ['a pace that is no duration', 'subscription { quoteUpdated(symbols: ["A"], pace: { every: "soon" }) { symbol } }', 'BAD_USER_INPUT'],
  [
    'an interval of candles that are never told',
    'subscription { candleUpdated(symbols: ["A"], interval: ONE_SECOND) { symbol } }',
    'BAD_USER_INPUT',
  ],
  ['a cursor that is a number', 'subscription { quoteUpdated(symbols: ["A"], after: 5) { symbol } }', 'BAD_USER_INPUT'],
  [
    'a condition that is null',
    'subscription($x: Boolean = true) { quoteUpdated(symbols: ["A"]) { symbol @include(if: $x) } }',
    'BAD_USER_INPUT',
  ],
  [
    'a document nested too deeply',
    `subscription { quoteUpdated(symbols: ["A"]) { instrument { ${'alerts { nodes { instrument { '.repeat(5)}symbol${' } } }'.repeat(5)} } } }`,
    'LIMIT_EXCEEDED',
  ],
  ['a text of too many words', `subscription { quoteUpdated(symbols: ["A"]) { ${'symbol '.repeat(4_001)} } }`, 'GRAPHQL_PARSE_FAILED'],
  ['brackets without end', `subscription { quoteUpdated(symbols: ${'['.repeat(3_900)} `, 'GRAPHQL_PARSE_FAILED'],
  ['too many other names', `subscription { quoteUpdated(symbols: ["A"]) { ${names(65)} } }`, 'LIMIT_EXCEEDED'],
  [
    'a second root field in a fragment, which the planner would leave silent',
    'subscription { ...F feedChanged { cursor } } fragment F on Subscription { quoteUpdated(symbols: ["A"]) { symbol } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['alerts without a viewer', 'subscription { alertChanged { symbol } }', 'UNAUTHENTICATED'],
  ['several operations and no name', 'query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
];
test.each(faults)('%s is an error of the operation and never closes the socket', async (_, query, code) => {
  const socket = await (await running.socket()).init();
  socket.subscribe('bad', query, query.includes('$x') ? { x: null } : undefined);
  expect((await socket.error('bad')).payload[0]?.extensions.code).toBe(code);
  await expectAlive(socket);
});

test('an operation name that the document does not have is an error of the operation', async () => {
  const socket = await (await running.socket()).init();
  socket.send({
    id: 'bad',
    type: 'subscribe',
    payload: { query: `${QUOTES.replace('subscription', 'subscription A')}`, operationName: 'B' },
  });
  expect((await socket.error('bad')).payload[0]?.extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
  await expectAlive(socket);
});

test('bad operations leave nothing behind: their ids are free again, and they do not count as open ones', async () => {
  const socket = await (await running.socket()).init();
  for (let index = 0; index < 250; index++) socket.subscribe(`b${index}`, 'subscription { nothing }');
  await socket.error('b249');
  socket.subscribe('b0', QUOTES);
  await expectAlive(socket);
  await running.log.append([prices('AAPL', '1.25')]);
  expect((await socket.next('b0')).payload.data['quoteUpdated']).toMatchObject({ price: '1.25' });
});

test('queries and mutations are answered over the websocket, with their errors', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('good', '{ instrument(symbol: "AAPL") { name } }');
  socket.subscribe('bad', '{ instrument(symbol: "ERR") { name sentiment { score } } }');
  socket.subscribe('wrong', '{ nothing }');
  expect((await socket.next('good')).payload).toEqual({ data: { instrument: { name: 'AAPL Inc.' } } });
  expect((await socket.next('bad')).payload.errors?.[0]?.extensions.code).toBe('SCORER_AWAY');
  expect((await socket.error('wrong')).payload[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('a good token makes the viewer, whose alerts are told', async () => {
  const socket = await (await running.socket()).init(`Bearer ${await running.tokens.sign({ sub: 'ann' })}`);
  socket.subscribe('a', 'subscription { alertChanged { alert { message } } }');
  await expectAlive(socket);
  await running.log.append([alertChanged('bob'), alertChanged('ann', 'mine')]);
  expect((await socket.next('a')).payload.data['alertChanged']).toEqual({ alert: { message: 'Alert mine' } });
});

test('a bad token closes the socket with 4403', async () => {
  const socket = await running.socket();
  socket.send({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } });
  expect((await socket.closed).code).toBe(4403);
});

test('when its token expires the socket is closed with 4403', async () => {
  const socket = await (await running.socket()).init(`Bearer ${await running.tokens.sign({ exp: 60 })}`);
  await running.clock.advance(60_000);
  expect((await socket.closed).code).toBe(4403);
});

test('what is no message of the protocol closes the socket with 4400', async () => {
  const socket = await running.socket();
  socket.send('not json');
  expect((await socket.closed).code).toBe(4400);
});

test('what only servers may send, and a payload too deep to be read, close the socket with 4400', async () => {
  const serverLike = await (await running.socket()).init();
  serverLike.send({ id: '1', type: 'next', payload: {} });
  expect((await serverLike.closed).code).toBe(4400);
  const deep = await (await running.socket()).init();
  deep.send(`{"type":"ping","payload":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`);
  expect((await deep.closed).code).toBe(4400);
});

test('a subscription before the init closes with 4401, a second init with 4429, a second use of an id with 4409', async () => {
  const early = await running.socket();
  early.subscribe('q', QUOTES);
  expect((await early.closed).code).toBe(4401);
  const twice = await (await running.socket()).init();
  twice.send({ type: 'connection_init' });
  expect((await twice.closed).code).toBe(4429);
  const same = await (await running.socket()).init();
  same.subscribe('q', QUOTES);
  same.subscribe('q', QUOTES);
  expect((await same.closed).code).toBe(4409);
});

test('a message that is too large closes its socket with 1009 and no other', async () => {
  const [large, other] = [await (await running.socket()).init(), await (await running.socket()).init()];
  large.subscribe('q', `{ __typename } # ${'x'.repeat(70_000)}`);
  expect((await large.closed).code).toBe(1009);
  await expectAlive(other);
});

test('a socket without our protocol is closed with 4406', async () => {
  const socket = new WebSocket(`ws://${running.address}/graphql`);
  expect(await new Promise((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))).toBe(4406);
});

test('after complete nothing more is told for that id', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('q', QUOTES);
  socket.subscribe('r', QUOTES);
  await expectAlive(socket);
  socket.send({ id: 'q', type: 'complete' });
  socket.subscribe('later', '{ __typename }');
  await socket.next('later');
  await running.log.append([prices('AAPL', '1.00')]);
  await socket.next('r');
  expect(socket.messages.filter(({ id }) => id === 'q')).toEqual([]);
});

test('a client may choose any id, also one with quotes and letters beyond ASCII', async () => {
  const socket = await (await running.socket()).init();
  const id = 'é"\\\n{}';
  socket.subscribe(id, QUOTES);
  await expectAlive(socket);
  await running.log.append([prices('AAPL', '1.00')]);
  expect((await socket.next(id)).payload.data['quoteUpdated']).toMatchObject({ price: '1.00' });
});

test('a stop closes sockets with 1001', async () => {
  const socket = await (await running.socket()).init();
  await running.gateway.stop();
  expect((await socket.closed).code).toBe(1001);
  running = await runGateway();
});

test('another path, and another protocol, get no websocket of ours', async () => {
  const other = new WebSocket(`ws://${running.address}/other`, 'graphql-transport-ws');
  await new Promise((resolve) => other.addEventListener('error', resolve));
  const socket = new WebSocket(`ws://${running.address}/graphql`, 'graphql-ws');
  const code = await new Promise((resolve) => socket.addEventListener('close', (event) => resolve(event.code)));
  expect([1006, 4406]).toContain(code);
});
