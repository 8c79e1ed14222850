import { describe, expect, test } from 'vitest';
import { prices } from './support/events.ts';
import { expectAlive, ProtocolGateway, QUOTES, SLOW, typesOf } from './support/protocol-gateway.ts';

/** graphql-transport-ws, its second half: how operations are answered, and what is no message. The first is in protocol-rules.test.ts. */
const gateway = new ProtocolGateway();

describe('Next, Error and Complete', () => {
  test('operations of separate ids are answered beside each other', async () => {
    const socket = await gateway.connected();
    socket.subscribe('slow', SLOW);
    socket.subscribe('sub', QUOTES);
    socket.subscribe('quick', '{ __typename }');
    await socket.next('quick');
    await gateway.append(prices('AAPL', '1.00'));
    await socket.next('sub');
    expect(typesOf(socket, 'slow')).toEqual([]);
    gateway.openGate();
    expect((await socket.next('slow')).payload).toEqual({ data: { instrument: { symbol: 'SLOW' } } });
  });

  test('an operation of one result is told one next, then complete', async () => {
    const socket = await gateway.connected();
    socket.subscribe('q', '{ __typename }');
    await socket.find(({ id, type }) => id === 'q' && type === 'complete');
    expect(typesOf(socket, 'q')).toEqual(['next', 'complete']);
  });

  test('an operation that is wrong is told an error with a list of GraphQL errors, and nothing after it, no complete either', async () => {
    const socket = await gateway.connected();
    socket.subscribe('e', 'subscription { nothing }');
    const { payload } = await socket.error('e');
    expect(payload.map(({ message }) => message)).toEqual(['Cannot query field "nothing" on type "Subscription".']);
    await expectAlive(socket);
    expect(typesOf(socket, 'e')).toEqual(['error']);
  });

  test.each(['{ nothing }', '{ broken', 'mutation { nothing }', 'query($x: Int!) { __typename }'])(
    'a query or mutation that cannot be executed (%s) is told an error, too, and nothing after it',
    async (query) => {
      const socket = await gateway.connected();
      socket.subscribe('e', query);
      expect((await socket.error('e')).payload[0]?.extensions.code).toMatch(/^(GRAPHQL|BAD)_/);
      await expectAlive(socket);
      expect(typesOf(socket, 'e')).toEqual(['error']);
    },
  );

  test('an error of a field is part of the result, not the end of the operation', async () => {
    const socket = await gateway.connected();
    socket.subscribe('s', 'subscription { quoteUpdated(symbols: ["ERR"]) { price instrument { sentiment { score } } } }');
    await expectAlive(socket);
    await gateway.append(prices('ERR', '1.00'));
    await socket.next('s');
    await gateway.append(prices('ERR', '2.00'));
    await socket.find(({ payload }) => payload?.data?.['quoteUpdated']?.['price'] === '2.00');
    expect(typesOf(socket, 's')).toEqual(['next', 'next']);
  });

  test('after complete of the client no event is sent through', async () => {
    const socket = await gateway.connected();
    for (const id of ['left', 'stays']) socket.subscribe(id, QUOTES);
    socket.send({ id: 'left', type: 'complete' });
    await expectAlive(socket);
    const [before, heard] = [typesOf(socket, 'left'), typesOf(socket, 'stays').length];
    await gateway.append(prices('AAPL', '1.00'));
    await socket.find(() => typesOf(socket, 'stays').length > heard);
    expect(typesOf(socket, 'left')).toEqual(before);
  });

  test('after complete of the client the result of a query is not sent through once it is there', async () => {
    const socket = await gateway.connected();
    socket.subscribe('slow', SLOW);
    socket.subscribe('other', SLOW);
    await expectAlive(socket);
    socket.send({ id: 'slow', type: 'complete' });
    await expectAlive(socket);
    gateway.openGate();
    await socket.next('other');
    await expectAlive(socket);
    expect(typesOf(socket, 'slow').filter((type) => type === 'next')).toEqual([]);
  });

  test('complete of an id that is unknown, was completed or has failed is ignored', async () => {
    const socket = await gateway.connected();
    socket.send({ id: 'never', type: 'complete' });
    socket.subscribe('q', '{ __typename }');
    await socket.find(({ id, type }) => id === 'q' && type === 'complete');
    socket.send({ id: 'q', type: 'complete' });
    socket.subscribe('e', 'subscription { nothing }');
    await socket.error('e');
    for (let times = 0; times < 3; times++) socket.send({ id: 'e', type: 'complete' });
    await expectAlive(socket);
  });
});

const subscribe = (payload: unknown) => ({ id: '1', type: 'subscribe', payload });
const invalid: [string, unknown][] = [
  ['no JSON', 'hello'],
  ['nothing', ''],
  ['a number', '7'],
  ['null', 'null'],
  ['a list', []],
  ['no type', { id: '1' }],
  ['an unknown type', { type: 'start' }],
  ['a type that is no text', { type: 1 }],
  ['a type of the object that every object inherits', { type: 'constructor' }],
  ['an init whose payload is a text', { type: 'connection_init', payload: 'token' }],
  ['an init whose payload is a list', { type: 'connection_init', payload: [] }],
  ['a ping whose payload is a text', { type: 'ping', payload: 'x' }],
  ['a pong whose payload is a number', { type: 'pong', payload: 1 }],
  ['subscribe without an id', { type: 'subscribe', payload: { query: QUOTES } }],
  ['subscribe with an empty id', { id: '', type: 'subscribe', payload: { query: QUOTES } }],
  ['subscribe with a number as its id', { id: 1, type: 'subscribe', payload: { query: QUOTES } }],
  ['subscribe without a payload', { id: '1', type: 'subscribe' }],
  ['subscribe with null as its payload', subscribe(null)],
  ['subscribe with a text as its payload', subscribe(QUOTES)],
  ['subscribe without a query', subscribe({})],
  ['subscribe with a query that is no text', subscribe({ query: { kind: 'Document' } })],
  ['subscribe with an operation name that is no text', subscribe({ query: QUOTES, operationName: 1 })],
  ['subscribe with variables in a list', subscribe({ query: QUOTES, variables: [] })],
  ['subscribe with variables in a text', subscribe({ query: QUOTES, variables: '{}' })],
  ['subscribe with extensions in a text', subscribe({ query: QUOTES, extensions: 'x' })],
  ['complete without an id', { type: 'complete' }],
  ['an acknowledgement', { type: 'connection_ack' }],
  ['next', { id: '1', type: 'next', payload: { data: {} } }],
  ['an error', { id: '1', type: 'error', payload: [{ message: 'x' }] }],
];

describe('an invalid message', () => {
  test.each(invalid)('(%s) closes the socket at once with 4400 and a reason, and no other socket', async (_, message) => {
    const [socket, other] = [await gateway.connected(), await gateway.connected()];
    socket.send(message);
    const { code, reason } = await socket.closed;
    expect(code).toBe(4400);
    expect(reason.length).toBeGreaterThan(0);
    await expectAlive(other);
  });
});
