import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@marketgraph/service';
import { temporaryFolder } from '@marketgraph/test-kit';
import { afterEach, expect, test } from 'vitest';
import { alertChanged, prices } from './support/events.ts';
import { type RunningGateway, runGateway, type TestSocket } from './support/running-gateway.ts';
import { openMultipart, openSse } from './support/stream-clients.ts';
import { ConfigMapFolder, committed, without } from './support/supergraph-folder.ts';

const KEPT = 'subscription { quoteUpdated(symbols: ["AAPL"]) { price instrument { name } } }';
const ENDED = 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { sector } } }';
const TRADES = 'subscription($after: Cursor) { tradeReported(symbols: ["AAPL"], after: $after) { cursor price instrument { name } } }';
const INVALID = 'The new supergraph is not valid; the running one goes on.';

let running: RunningGateway;
afterEach(() => running.gateway.stop());

const said: string[] = [];
const logger: Logger = { ...silentLogger, error: (text) => said.push(text), info: (text) => said.push(text), child: () => logger };

async function run(supergraphPath: string): Promise<void> {
  said.length = 0;
  running = await runGateway({ supergraphPath, logger });
}

/** Seconds go by until it has happened. */
async function whenTimePasses<T>(event: Promise<T>): Promise<T> {
  let happened = false;
  void event.finally(() => {
    happened = true;
  });
  while (!happened) await second();
  return event;
}

/** One second, and what files are read in it. */
async function second(): Promise<void> {
  await running.clock.advance(1_000);
  await new Promise((resolve) => setTimeout(resolve, 2));
}

async function untilSaid(text: string, times = 1): Promise<void> {
  while (said.filter((sentence) => sentence === text).length < times) await second();
}

async function expectAlive(socket: TestSocket): Promise<void> {
  socket.subscribe('alive', '{ __typename }');
  await socket.next('alive');
}

test('another supergraph is served without a restart: what still fits goes on, the rest ends and cannot join the old one again, a broken file changes nothing', async () => {
  const path = join(temporaryFolder('supergraph'), 'supergraph.graphql');
  await writeFile(path, committed);
  await run(path);
  const replace = async (sdl: string) => {
    await writeFile(`${path}.next`, sdl);
    await rename(`${path}.next`, path);
  };
  const socket = await (await running.socket()).init();
  socket.subscribe('kept', KEPT);
  socket.subscribe('ended', ENDED);
  await expectAlive(socket);

  await replace('type Query { broken');
  await untilSaid(INVALID);
  await replace(without('sector'));
  expect((await whenTimePasses(socket.error('ended'))).payload[0]?.message).toBe('Cannot query field "sector" on type "Instrument".');
  socket.subscribe('again', ENDED);
  expect((await socket.error('again')).payload[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  await running.log.append([prices('AAPL', '1.00')]);
  expect((await socket.next('kept')).payload.data['quoteUpdated']).toEqual({ price: '1.00', instrument: { name: 'AAPL Inc.' } });
  expect(socket.messages.filter(({ id }) => id === 'kept').map(({ type }) => type)).toEqual(['next']);
  const { json } = await running.post({ query: '{ instrument(symbol: "AAPL") { sector } }' });
  expect(json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('a ConfigMap that is exchanged by its links is taken over, and ends on every transport only what asks for vanished fields', async () => {
  const folder = new ConfigMapFolder();
  await run(folder.path);
  const socket = await (await running.socket()).init(`Bearer ${await running.tokens.sign({ sub: 'ann' })}`);
  socket.subscribe('kept', KEPT);
  socket.subscribe('ended', ENDED);
  socket.subscribe('aliased', 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { where: sector } } }');
  socket.subscribe(
    'fragment',
    'subscription { quoteUpdated(symbols: ["MSFT"]) { instrument { ...I } } } fragment I on Instrument { sector }',
  );
  socket.subscribe(
    'skipped',
    'subscription($no: Boolean = false) { quoteUpdated(symbols: ["AAPL"]) { price instrument { sector @include(if: $no) } } }',
  );
  socket.subscribe('alerts', 'subscription { alertChanged { alertId } }');
  const streams = { kept: openSse(running, KEPT), ended: openSse(running, ENDED), multipart: openMultipart(running, ENDED) };
  await Promise.all(Object.values(streams).map(({ begun }) => begun));
  await expectAlive(socket);

  folder.exchange(without('sector'));
  await whenTimePasses(Promise.all(['ended', 'aliased', 'fragment', 'skipped'].map((id) => socket.error(id))));
  await Promise.all([streams.ended.ended, streams.multipart.ended]);
  await running.log.append([prices('AAPL', '1.00'), alertChanged('ann')]);
  expect((await socket.next('kept')).payload.data['quoteUpdated']).toMatchObject({ price: '1.00' });
  expect((await socket.next('alerts')).payload.data['alertChanged']).toBeDefined();
  expect((await streams.kept.until(1))[0]?.data?.['quoteUpdated']).toMatchObject({ price: '1.00' });
  expect(
    socket.messages
      .filter(({ type }) => type === 'error')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['aliased', 'ended', 'fragment', 'skipped']);
  streams.kept.leave();
});

test('fields that come with an exchange are served at once, beside the subscriptions of before', async () => {
  const folder = new ConfigMapFolder(without('sector'));
  await run(folder.path);
  const socket = await (await running.socket()).init();
  socket.subscribe('before', KEPT);
  socket.subscribe('early', ENDED);
  await socket.error('early');
  folder.exchange(committed);
  await untilSaid('A new supergraph is served.');
  socket.subscribe('late', ENDED);
  await expectAlive(socket);
  await running.log.append([prices('AAPL', '1.00')]);
  expect((await socket.next('late')).payload.data['quoteUpdated']).toEqual({ instrument: { sector: 'Technology' } });
  await socket.next('before');
});

test('no event is missed or told twice over three exchanges, neither live nor by who catches up meanwhile', async () => {
  const folder = new ConfigMapFolder();
  await run(folder.path);
  const socket = await (await running.socket()).init();
  socket.subscribe('live', TRADES);
  await expectAlive(socket);
  let told = 0;
  const tell = async (count: number) => {
    for (let index = 0; index < count; index++) await running.log.append([prices('AAPL', String(++told))]);
  };
  await tell(3);
  const { cursor } = (await socket.next('live')).payload.data['tradeReported'] ?? {};
  for (const [index, sdl] of [without('sector'), committed, without('sector')].entries()) {
    folder.exchange(sdl);
    await tell(5);
    socket.send({ id: `back${index}`, type: 'subscribe', payload: { query: TRADES, variables: { after: cursor } } });
    await untilSaid('A new supergraph is served.', index + 1);
    await tell(5);
  }
  const heard = (id: string) =>
    socket.messages.flatMap((message) => (message.id === id && message.payload ? [message.payload.data['tradeReported']?.['price']] : []));
  const all = Array.from({ length: told }, (_, index) => String(index + 1));
  for (const id of ['live', 'back0', 'back1', 'back2']) {
    const own = id === 'live' ? all : all.slice(1);
    await socket.find((message) => message.id === id && heard(id).length >= own.length);
    expect(heard(id)).toEqual(own);
  }
});

test('of two exchanges one right after the other the last one counts', async () => {
  const folder = new ConfigMapFolder();
  await run(folder.path);
  const socket = await (await running.socket()).init();
  socket.subscribe('kept', ENDED);
  await expectAlive(socket);
  folder.exchange(without('sector'));
  folder.exchange(without('region'));
  await untilSaid('A new supergraph is served.');
  await running.log.append([prices('AAPL', '1.00')]);
  await socket.next('kept');
  const { json } = await running.post({ query: '{ instrument(symbol: "AAPL") { region } }' });
  expect(json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('a file that is still being written is not taken for a graph of fewer fields', async () => {
  const path = join(temporaryFolder('supergraph'), 'supergraph.graphql');
  await writeFile(path, committed);
  await run(path);
  const socket = await (await running.socket()).init();
  socket.subscribe('kept', ENDED);
  await expectAlive(socket);
  for (const sdl of [without('sector'), without('sector', 'region'), without('region')]) {
    await writeFile(path, sdl);
    await second();
  }
  await untilSaid('A new supergraph is served.');
  expect(said.filter((text) => text === 'A new supergraph is served.').length).toBe(1);
  await running.log.append([prices('AAPL', '1.00')]);
  expect((await socket.next('kept')).payload.data['quoteUpdated']).toEqual({ instrument: { sector: 'Technology' } });
});

test('a supergraph that can be read but not served is refused as a whole, and what mends it is taken', async () => {
  const folder = new ConfigMapFolder();
  await run(folder.path);
  const broken = committed.replace('type Subscription', 'type Subscription @join__type(graph: NOBODY)');
  expect(broken).not.toBe(committed);
  folder.exchange(broken);
  await untilSaid(INVALID);
  const { json } = await running.post({ query: '{ instrument(symbol: "AAPL") { sector } }' });
  expect(json).toEqual({ data: { instrument: { sector: 'Technology' } } });
  folder.exchange(without('sector'));
  await untilSaid('A new supergraph is served.');
});
