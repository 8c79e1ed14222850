import { buffer } from 'node:stream/consumers';
import { type Logger, Metrics, silentLogger } from '@marketgraph/service';
import { afterEach, expect, test } from 'vitest';
import { SupergraphFile } from '../src/supergraph/supergraph-file.ts';
import { type FederatedGraph, subgraph, supergraphOf } from './federation/federated-graph.ts';
import { hostSubgraphs } from './federation/subgraph-host.ts';
import { serveHttp } from './support/http-server.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';
import { ConfigMapFolder, committed, without } from './support/supergraph-folder.ts';

let running: RunningGateway;
let metrics: Metrics;
const said: string[] = [];
const logger: Logger = { ...silentLogger, error: (text) => said.push(text), info: (text) => said.push(text), child: () => logger };
afterEach(() => running.gateway.stop());

async function run(folder: ConfigMapFolder, subgraphs?: Record<string, never>): Promise<void> {
  said.length = 0;
  metrics = new Metrics();
  running = await runGateway({ supergraphPath: folder.path, logger, metrics, ...(subgraphs && { subgraphs }) });
}

/** Seconds go by, with what files are read in each, until it was said. */
async function untilSaid(text: string): Promise<void> {
  while (!said.includes(text)) await second();
}

/** One second, and what files are read in it. */
async function second(): Promise<void> {
  await running.clock.advance(1_000);
  await new Promise((resolve) => setTimeout(resolve, 2));
}

async function counted(name: string, label: string): Promise<number> {
  const lines = (await metrics.render()).text.split('\n');
  const line = lines.find((each) => each.startsWith(`marketgraph_${name}{`) && each.includes(`"${label}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

async function readyz(): Promise<{ healthy: boolean; detail?: string }> {
  return (await fetch(`${running.url}/readyz`)).json() as Promise<{ healthy: boolean; detail?: string }>;
}

const SERVED = 'A new supergraph is served.';
const LOST = 'The supergraph file cannot be read; the running one goes on.';
const REFUSED = 'The new supergraph is not valid; the running one goes on.';

test('what is asked for most is validated and planned before another supergraph is served, and nothing of it when it is asked for', async () => {
  const folder = new ConfigMapFolder();
  await run(folder);
  const hot = {
    query: 'query Hot($symbol: String!) { instrument(symbol: $symbol) { name sentiment { score } } }',
    variables: { symbol: 'AAPL' },
  };
  const gone = { query: '{ instrument(symbol: "AAPL") { sector } }' };
  for (const body of [hot, hot, gone]) await running.post(body);
  const before = await counted('operations_planned_total', 'asked');
  folder.exchange(without('sector'));
  await untilSaid(SERVED);

  const { json } = await running.post(hot);
  expect(json.data.instrument).toEqual({ name: 'AAPL Inc.', sentiment: { score: 0.42 } });
  expect(await counted('operations_planned_total', 'asked')).toBe(before);
  // What asks for a vanished field is not: its callers are told.
  expect(await counted('operations_planned_total', 'beforehand')).toBe(1);
  expect((await running.post(gone)).json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('a broken file is told by /readyz and in the metrics until one is taken', async () => {
  const folder = new ConfigMapFolder();
  await run(folder);
  expect(await readyz()).toEqual({ name: 'gateway', healthy: true });
  folder.exchange('type Query { broken');
  await untilSaid(REFUSED);
  expect(await readyz()).toMatchObject({ healthy: true, detail: expect.stringContaining('The supergraph file is refused.') });
  expect(await counted('supergraph_changes_total', 'refused')).toBe(1);
  folder.exchange(without('sector'));
  await untilSaid(SERVED);
  expect(await readyz()).toEqual({ name: 'gateway', healthy: true });
  expect(await counted('supergraph_changes_total', 'taken')).toBe(1);
});

test('a file that vanishes is told once, by the log and by /readyz, until it is back', async () => {
  const folder = new ConfigMapFolder();
  await run(folder);
  folder.remove();
  await untilSaid(LOST);
  for (let looks = 0; looks < 3; looks++) await second();
  expect(said.filter((text) => text === LOST)).toHaveLength(1);
  expect(await readyz()).toEqual({ name: 'gateway', healthy: true, detail: expect.stringContaining('cannot be read (ENOENT)') });
  expect((await running.post({ query: '{ __typename }' })).json).toEqual({ data: { __typename: 'Query' } });
  folder.exchange(committed);
  await untilSaid('The supergraph file can be read again.');
  expect(await readyz()).toEqual({ name: 'gateway', healthy: true });
  expect(said).not.toContain(SERVED);
});

test('a file that is missing at one look only is not told', async () => {
  const told: string[] = [];
  const looks: (() => void)[] = [];
  const clock = { now: () => 0, sleep: () => new Promise<void>((resolve) => void looks.push(resolve)) };
  const folder = new ConfigMapFolder('a');
  const file = new SupergraphFile(folder.path, clock);
  await file.read();
  file.watch({ take: async (sdl) => void told.push(sdl), lost: (reason) => told.push(reason), found: () => told.push('found') });
  const look = async () => {
    looks.splice(0).forEach((resolve) => {
      resolve();
    });
    while (looks.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  for (let times = 0; times < 2; times++) {
    folder.remove();
    await look();
    folder.exchange('a');
    await look();
  }
  expect(told).toEqual([]);
  folder.remove();
  await look();
  await look();
  await look();
  folder.exchange('b');
  await look();
  await look();
  expect(told).toEqual(['ENOENT', 'found', 'b']);
  const stopped = file.stop();
  for (const resolve of looks) resolve();
  await stopped;
});

test('a query under way ends on the supergraph that it began with, also where that subgraph is gone from the next one', async () => {
  const thing: FederatedGraph = {
    name: 'thing',
    cases: [],
    subgraphs: {
      slow: subgraph(
        'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }',
        {},
        { Query: { thing: () => ({ id: '1' }) } },
      ),
      names: subgraph('type Thing @key(fields: "id") { id: ID! name: String }', { Thing: [{ id: '1', name: 'One' }] }),
    },
  };
  const host = await hostSubgraphs([thing]);
  const slow = await heldBack(host.addressOf('thing', 'slow'));
  const addressOf = (name: string) => (name === 'slow' ? slow.address : host.addressOf('thing', name));
  const folder = new ConfigMapFolder(supergraphOf(thing, addressOf));
  await run(folder, {});
  const answer = running.post({ query: '{ thing { name } }' });
  await slow.asked;
  folder.exchange(supergraphOf({ ...thing, subgraphs: { slow: thing.subgraphs['slow'] as never } }, addressOf));
  await untilSaid(SERVED);
  slow.release();

  expect((await answer).json).toEqual({ data: { thing: { name: 'One' } } });
  expect((await running.post({ query: '{ thing { name } }' })).json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  await slow.close();
  await host.close();
});

test('while another supergraph is read, planned for and taken, every query is answered', async () => {
  const folder = new ConfigMapFolder();
  await run(folder);
  const answers: Promise<{ status: number }>[] = [];
  const asking = setInterval(() => answers.push(running.post({ query: '{ instrument(symbol: "AAPL") { name } }' })), 5);
  folder.exchange(without('sector'));
  await untilSaid(SERVED);
  clearInterval(asking);
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.length).toBeGreaterThan(3);
  expect(new Set(statuses)).toEqual(new Set([200]));
});

/** Passes on what it is asked, and holds the first answer back. */
async function heldBack(target: string) {
  const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { origin, close } = await serveHttp(async (request, response) => {
    const body = await buffer(request);
    asked.resolve();
    await released.promise;
    const answer = await fetch(target, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/json' } });
    response.writeHead(200, { 'content-type': 'application/json' }).end(await answer.text());
  });
  return { address: `${origin}/`, asked: asked.promise, release: () => released.resolve(), close };
}
