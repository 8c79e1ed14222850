import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ConnectionCounts } from '../src/limits/connection-counts.ts';
import { readConnectionLimits } from '../src/limits/connection-limits.ts';
import { prices } from './support/events.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const TRADES = 'subscription($after: Cursor) { tradeReported(symbols: ["AAPL"], after: $after) { cursor price } }';

let running: RunningGateway | undefined;
afterEach(() => running?.gateway.stop());

/** What an upgrade is answered when it is refused. */
async function refusal(address: string): Promise<{ status: number | undefined; code: unknown }> {
  const socket = new WebSocket(`ws://${address}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.on('unexpected-response', async (_, response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode, code: JSON.parse(text).errors[0].extensions.code });
    });
  });
}

test('one operation more than a socket may have is told so, and the others go on', async () => {
  running = await runGateway({ env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '2' } });
  const socket = await (await running.socket()).init();
  for (const id of ['a', 'b', 'c']) socket.subscribe(id, TRADES);
  expect((await socket.error('c')).payload[0]).toMatchObject({
    message: 'One socket may have 2 operations at once.',
    extensions: { code: 'LIMIT_EXCEEDED', limit: 'OPERATIONS', most: 2 },
  });
  socket.send({ id: 'a', type: 'complete' });
  socket.subscribe('d', TRADES);
  socket.send({ type: 'ping' });
  await socket.find(({ type }) => type === 'pong');
  await running.log.append([prices('AAPL', '1.00')]);
  await Promise.all([socket.next('b'), socket.next('d')]);
});

test('one connection more than an address may have is refused with 429, until one of them ends', async () => {
  running = await runGateway({ env: { MAX_CONNECTIONS_PER_ADDRESS: '2' } });
  const first = await running.socket();
  await running.socket();
  expect(await refusal(running.address)).toEqual({ status: 429, code: 'TOO_MANY_CONNECTIONS' });
  first.socket.terminate();
  await first.closed;
  let again = await running.socket().catch(() => null);
  while (!again) again = await running.socket().catch(() => null);
  await again.init();
});

test('one connection more than the gateway may have is refused with 503', async () => {
  running = await runGateway({ env: { MAX_CONNECTIONS: '1' } });
  await running.socket();
  expect(await refusal(running.address)).toEqual({ status: 503, code: 'TOO_MANY_CONNECTIONS' });
});

test('a message above the configured size closes its socket with 1009', async () => {
  running = await runGateway({ env: { MAX_MESSAGE_BYTES: '2000' } });
  const socket = await (await running.socket()).init();
  socket.subscribe('q', `{ __typename } # ${'x'.repeat(2_000)}`);
  expect((await socket.closed).code).toBe(1009);
});

test('a socket that does not say who it is in time is closed with 4408', async () => {
  running = await runGateway({ env: { CONNECTION_INIT_WAIT_MS: '20' } });
  expect((await (await running.socket()).closed).code).toBe(4408);
});

test('a client whose token has expired renews it and goes on after its last cursor, without a hole or a repeat', async () => {
  running = await runGateway();
  const { tokens, log, clock } = running;
  const before = await (await running.socket()).init(`Bearer ${await tokens.sign({ exp: 60 })}`);
  before.subscribe('t', TRADES);
  before.send({ type: 'ping' });
  await before.find(({ type }) => type === 'pong');
  await log.append([prices('AAPL', '1.00')]);
  const { cursor } = (await before.next('t')).payload.data['tradeReported'] ?? {};
  await clock.advance(60_000);
  expect((await before.closed).code).toBe(4403);
  await log.append([prices('AAPL', '2.00'), prices('AAPL', '3.00')]);

  const after = await (await running.socket()).init(`Bearer ${await tokens.sign({ exp: 60 })}`);
  after.subscribe('t', TRADES, { after: cursor });
  await after.find(({ payload }) => payload?.data?.['tradeReported']?.['price'] === '3.00');
  await log.append([prices('AAPL', '4.00')]);
  await after.find(({ payload }) => payload?.data?.['tradeReported']?.['price'] === '4.00');
  const told = after.messages.filter(({ type }) => type === 'next').map(({ payload }) => payload?.data['tradeReported']?.['price']);
  expect(told).toEqual(['2.00', '3.00', '4.00']);
});

test('websockets and streams are counted together', async () => {
  running = await runGateway({ env: { MAX_CONNECTIONS: '2' } });
  const leaving = new AbortController();
  const open = () =>
    fetch(`${running?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: TRADES }),
      signal: leaving.signal,
    });
  expect((await open()).status).toBe(200);
  const socket = await running.socket();
  expect(await refusal(running.address)).toEqual({ status: 503, code: 'TOO_MANY_CONNECTIONS' });
  expect((await open()).status).toBe(503);
  socket.socket.terminate();
  let again = await open();
  while (again.status === 503) again = await open();
  expect(again.status).toBe(200);
  leaving.abort();
});

/** What a request looks like that came from there, through those. */
const from = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress } as Socket,
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

test('addresses are counted apart, and forgotten with their last connection', () => {
  const counts = new ConnectionCounts({ connections: 10, connectionsPerAddress: 1, trustedProxies: [] });
  const first = counts.enter(from('10.0.0.1'));
  expect(counts.enter(from('10.0.0.1'))).toBe('ADDRESS_FULL');
  expect(counts.enter(from('10.0.0.2'))).toMatchObject({ address: '10.0.0.2' });
  if (typeof first === 'object') for (let time = 0; time < 2; time++) first.leave();
  expect(counts.size).toEqual({ connections: 1, addresses: 1 });
  expect(counts.enter(from('10.0.0.1'))).toMatchObject({ address: '10.0.0.1' });
});

test.each([
  ['nobody is trusted', [], '10.0.0.9', '1.1.1.1', '10.0.0.9'],
  ['the proxy is trusted', ['10.0.0.0/8'], '10.0.0.9', '1.1.1.1', '1.1.1.1'],
  ['what stands before a stranger may be invented', ['10.0.0.0/8'], '10.0.0.9', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
  ['a chain of proxies', ['10.0.0.0/8', '2001:db8::1'], '::ffff:10.0.0.9', '1.1.1.1, 2001:db8::1, 10.0.0.3', '1.1.1.1'],
  ['no address', ['10.0.0.0/8'], '10.0.0.9', 'someone', '10.0.0.9'],
  ['a stranger says something', ['10.0.0.0/8'], '7.7.7.7', '1.1.1.1', '7.7.7.7'],
])('the address of a connection: %s', (_, trustedProxies, remote, forwarded, expected) => {
  const counts = new ConnectionCounts({ connections: 10, connectionsPerAddress: 1, trustedProxies });
  counts.enter(from(remote, forwarded));
  expect(counts.enter(from(expected))).toBe('ADDRESS_FULL');
});

test.each([
  ['MAX_CONNECTIONS', '0'],
  ['MAX_CONNECTIONS_PER_ADDRESS', 'many'],
  ['MAX_MESSAGE_BYTES', '10'],
  ['TRUSTED_PROXIES', '10.0.0.0/8, proxy'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
])('a limit that is none is refused by its name: %s=%s', (name, value) => {
  expect(() => readConnectionLimits({ [name]: value })).toThrow(name);
});
