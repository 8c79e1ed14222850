import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { prices } from './support/events.ts';
import { expectAlive, ProtocolGateway, QUOTES, SLOW, typesOf } from './support/protocol-gateway.ts';
import type { Message } from './support/running-gateway.ts';

/**
 * graphql-transport-ws (PROTOCOL.md of graphql-ws 6): what it says that a server must, should, may and may not do, in its order; what it says of answers and
 * of invalid messages is in protocol-answers.test.ts. What an operation may have wrong with it is in protocol.test.ts, what connections may
 * cost in connection-limits.test.ts.
 */
const gateway = new ProtocolGateway();

describe('the socket', () => {
  test('speaks the sub-protocol graphql-transport-ws, among others that it is offered, and says so', async () => {
    const socket = new WebSocket(`ws://${gateway.running.address}/graphql`, ['other', 'graphql-transport-ws']);
    await new Promise((resolve) => socket.once('open', resolve));
    expect(socket.protocol).toBe('graphql-transport-ws');
    socket.close();
  });

  test('carries text: JSON objects with a type, and with an id where they belong to an operation', async () => {
    const socket = await gateway.connected();
    const kinds: boolean[] = [];
    socket.socket.on('message', (_, isBinary) => kinds.push(isBinary));
    socket.subscribe('s', QUOTES);
    socket.subscribe('q', '{ __typename }');
    socket.subscribe('e', 'subscription { nothing }');
    await socket.error('e');
    await socket.find(({ type }) => type === 'complete');
    await expectAlive(socket);
    await gateway.append(prices('AAPL', '1.00'));
    await socket.next('s');
    const members = (message: Message) => Object.keys(message).sort().join(' ');
    expect([...new Set(socket.messages.map(({ type, ...rest }) => `${type}: ${members({ type, ...rest })}`))].sort()).toEqual([
      'complete: id type',
      'connection_ack: type',
      'error: id payload type',
      'next: id payload type',
      'pong: type',
    ]);
    expect(kinds).not.toContain(true);
  });

  test('that the client closes with 1000 ends all of its operations', async () => {
    const socket = await gateway.connected();
    for (const id of ['a', 'b']) socket.subscribe(id, QUOTES);
    await expectAlive(socket);
    const openOnes = async () =>
      /^marketgraph_subscriptions\{[^}]*\} (\d+)|^\w*subscriptions\{field="quoteUpdated"\} (\d+)/m
        .exec((await gateway.metrics.render()).text)
        ?.slice(1)
        .find(Boolean);
    expect(await openOnes()).toBe('2');
    socket.socket.close(1_000, 'Normal Closure');
    expect((await socket.closed).code).toBe(1_000);
    await expect.poll(openOnes).toBe('0');
  });
});

describe('ConnectionInit', () => {
  test.each([[{}], [{ payload: null }], [{ payload: {} }], [{ payload: { anything: [1, { deep: true }] } }]])(
    'may come with %j',
    async (rest) => {
      const socket = await gateway.connect();
      socket.send({ type: 'connection_init', ...rest });
      await socket.find(({ type }) => type === 'connection_ack');
    },
  );

  test('that does not come in time closes the socket with 4408', async () => {
    const socket = await gateway.connect();
    expect(await socket.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  test('that came keeps the socket open beyond that time', async () => {
    const [silent, socket] = [await gateway.connect(), await gateway.connected()];
    await silent.closed;
    await expectAlive(socket);
  });

  test.each(['after the acknowledgement', 'before it'])('that comes a second time, %s, closes the socket with 4429', async (when) => {
    const socket = await gateway.connect();
    socket.send({ type: 'connection_init' });
    if (when === 'after the acknowledgement') await socket.find(({ type }) => type === 'connection_ack');
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  test('that is rejected closes the socket with 4403', async () => {
    const socket = await gateway.connect();
    socket.send({ type: 'connection_init', payload: { authorization: 'Bearer of.bad.news' } });
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    expect(socket.messages).toEqual([]);
  });
});

describe('Ping and Pong', () => {
  test('a ping is answered at any time, also before the connection is asked for', async () => {
    const socket = await gateway.connect();
    await expectAlive(socket);
    await socket.init();
    await expectAlive(socket);
  });

  test('a pong carries the payload of its ping', async () => {
    const socket = await gateway.connected();
    socket.send({ type: 'ping', payload: { sent: 7 } });
    expect((await socket.find(({ type }) => type === 'pong')).payload).toEqual({ sent: 7 });
  });

  test('a pong that nobody asked for is taken at any time', async () => {
    const socket = await gateway.connect();
    socket.send({ type: 'pong' });
    await socket.init();
    socket.send({ type: 'pong', payload: { heartbeat: 1 } });
    socket.send({ type: 'pong', payload: null });
    await expectAlive(socket);
  });
});

describe('Subscribe', () => {
  test.each(['at once', 'while the token is looked at'])('before the acknowledgement, %s, closes the socket with 4401', async (when) => {
    const socket = await gateway.connect();
    if (when !== 'at once')
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await gateway.running.tokens.sign()}` } });
    socket.subscribe('q', QUOTES);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  test.each([
    ['a subscription', QUOTES, QUOTES],
    ['a subscription, by a query', QUOTES, SLOW],
    ['a query, by a subscription', SLOW, QUOTES],
    ['a query, by a query', SLOW, SLOW],
  ])('with the id of what is still active (%s) closes the socket with 4409', async (_, first, second) => {
    const socket = await gateway.connected();
    socket.subscribe('same', first);
    socket.subscribe('same', second);
    expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for same already exists' });
  });

  test.each([['x'.repeat(4_000)], ['ü'.repeat(100)]])(
    'with an id in use that is longer than a close frame may say still closes with 4409',
    async (id) => {
      const socket = await gateway.connected();
      socket.subscribe(id, QUOTES);
      socket.subscribe(id, QUOTES);
      expect((await socket.closed).code).toBe(4409);
    },
  );

  test('may use an id again once its operation is complete, by either side, or has failed', async () => {
    const socket = await gateway.connected();
    socket.subscribe('one', QUOTES);
    socket.send({ id: 'one', type: 'complete' });
    await expectAlive(socket);
    socket.subscribe('one', 'subscription { nothing }');
    await socket.error('one');
    socket.subscribe('one', '{ __typename }');
    await socket.find(({ id, type }) => id === 'one' && type === 'complete');
    socket.subscribe('one', QUOTES);
    await expectAlive(socket);
    await gateway.append(prices('AAPL', '1.00'));
    await socket.find(({ id, payload }) => id === 'one' && payload?.data?.['quoteUpdated'] !== undefined);
  });

  test('may use an id again at once after its own complete, though the first operation is still at work: only the second is answered', async () => {
    const socket = await gateway.connected();
    socket.subscribe('again', SLOW);
    socket.send({ id: 'again', type: 'complete' });
    socket.subscribe('again', '{ slow: instrument(symbol: "SLOW") { symbol } }');
    await expectAlive(socket);
    gateway.openGate();
    await socket.find(({ id, type }) => id === 'again' && type === 'complete');
    expect(socket.messages.flatMap(({ id, payload }) => (id === 'again' && payload ? [payload] : []))).toEqual([
      { data: { slow: { symbol: 'SLOW' } } },
    ]);
    for (const query of [QUOTES, QUOTES, '{ __typename }']) {
      socket.subscribe('twice', query);
      if (query === QUOTES) socket.send({ id: 'twice', type: 'complete' });
    }
    await socket.find(({ id, type }) => id === 'twice' && type === 'complete');
    expect(typesOf(socket, 'twice')).toEqual(['next', 'complete']);
  });

  test('may say null for what it does not need', async () => {
    const socket = await gateway.connected();
    socket.send({
      id: 'q',
      type: 'subscribe',
      payload: { query: '{ __typename }', operationName: null, variables: null, extensions: null },
    });
    expect((await socket.next('q')).payload).toEqual({ data: { __typename: 'Query' } });
  });
});
