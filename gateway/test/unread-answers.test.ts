import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { fakeSubgraph, fakeSubgraphs } from './support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

/** 911 points. */
const HEAVY = '{ instruments(first: 150) { nodes { symbol name } } }';
/** Two of them have room at once. */
const env = { HEAVY_COST: '500', MAX_COST_AT_WORK: '2000' };

let running: RunningGateway;
const readers: Socket[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.destroy();
  await running.gateway.stop();
});

/** The instrument has the name that the test says. */
async function start(name: () => Promise<string>, unreadMs = 60_000): Promise<void> {
  const instruments = async (_: unknown, { first }: Record<string, unknown>) => {
    // The gateway itself asks for pages of another length.
    return { nodes: first === 150 ? [{ symbol: 'AAPL', name: await name() }] : [] };
  };
  const market = fakeSubgraph('market', { Query: { instruments } });
  running = await runGateway({ env, unreadMs, subgraphs: { ...fakeSubgraphs(), market } });
}

/** Asks in one connection without waiting for answers, and reads none. */
async function askUnread(queries: readonly string[]): Promise<Socket> {
  const [host = '', port = ''] = running.address.split(':');
  const reader = connect(Number(port), host);
  reader.pause();
  reader.on('error', () => undefined);
  readers.push(reader);
  await once(reader, 'connect');
  for (const query of queries) {
    const body = JSON.stringify({ query });
    reader.write(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  }
  return reader;
}

async function waiting(count: number): Promise<void> {
  const read = async () => /^marketgraph_heavy_operations_waiting (\d+)/m.exec((await running.metrics.render()).text)?.[1];
  await expect.poll(read).toBe(String(count));
}

test('of one connection one heavy operation is at work: others of the same address have their turn beside it', async () => {
  const gate = Promise.withResolvers<string>();
  const names = [gate.promise];
  await start(async () => names.shift() ?? 'Another');
  await askUnread(Array.from({ length: 33 }, () => HEAVY));
  await waiting(32);
  const { status, json } = await running.post({ query: HEAVY });
  expect([status, json.data.instruments.nodes[0].name]).toEqual([200, 'Another']);
  gate.resolve('First');
  await waiting(0);
});

test('an answer of which nothing is read for long is given up with its connection, and with what waits in it', async () => {
  // More than kernels take.
  await start(async () => 'x'.repeat(32 * 2 ** 20), 100);
  const reader = await askUnread([HEAVY, HEAVY]);
  await waiting(1);
  await waiting(0);
  let read = 0;
  reader.on('data', ({ length }) => {
    read += length;
  });
  const closed = new Promise((resolve) => reader.once('close', resolve));
  reader.resume();
  await closed;
  expect(read).toBeLessThan(32 * 2 ** 20);
  expect((await running.post({ query: '{ __typename }' })).status).toBe(200);
});

test('an answer that is read in time leaves its connection as it was', async () => {
  const answers = ['x'.repeat(32 * 2 ** 20), 'Second'];
  await start(async () => answers.shift() ?? '');
  const reader = await askUnread([HEAVY, HEAVY]);
  await waiting(1);
  reader.setEncoding('latin1').resume();
  let text = '';
  reader.on('data', (data) => {
    text = (text + data).slice(-1_000);
  });
  while (!text.includes('Second')) await once(reader, 'data');
  expect(reader.destroyed).toBe(false);
});
