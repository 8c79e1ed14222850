import { request } from 'node:http';
import { type Database, openDatabase } from '@marketgraph/postgres';
import { Metrics, silentLogger } from '@marketgraph/service';
import { CompiledOperations, serveSubgraph } from '@marketgraph/subgraph-server';
import { livedTime, type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeSchema, fakeSubgraph, fakeSubgraphs } from './support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const SECRET = 'a-secret-of-the-gateway';
interface Told {
  path?: string[];
  extensions: { subgraph?: string };
}
/** At its deadline a statement would end by itself. */
const BEFORE_THE_DEADLINE = { timeout: 4_500 };
const QUERY = '{ instrument(symbol: "AAPL") { name sentiment { score } signal { action } alertRules { id } } }';

let place: TestDatabase;
let database: Database;
let watcher: Database;
let news: ReturnType<typeof serveSubgraph>;
let running: RunningGateway;

/** One statement waits in a subgraph over HTTP, and one in a subgraph of this process. */
beforeAll(async () => {
  place = await testDatabase();
  database = await openDatabase({ url: place.url, schema: 'slow', entities: [], migrations: [], logger: silentLogger });
  watcher = await openDatabase({ url: place.url, schema: 'watch', entities: [], migrations: [], logger: silentLogger });
  const slow = () => database.pool.query('SELECT pg_sleep(60)');
  const schema = fakeSchema('news-sentiment', { Instrument: { sentiment: slow, signal: () => null } });
  const operations = new CompiledOperations(schema);
  const api = {
    ...{ name: 'news-sentiment', schema, sdl: '', createContext: () => ({ viewer: null }) },
    execute: (operation: Parameters<typeof operations.execute>[0]) => operations.execute(operation),
    write: (answer: Parameters<typeof operations.write>[0]) => operations.write(answer),
  };
  news = serveSubgraph({ api, port: 0, host: '127.0.0.1', gatewaySecret: SECRET, parts: [], logger: silentLogger, metrics: new Metrics() });
  await news.start();
  const alerts = fakeSubgraph('alerts', { Instrument: { alertRules: slow } });
  const subgraphs = { ...fakeSubgraphs(), alerts, 'news-sentiment': `http://127.0.0.1:${news.port()}/graphql` };
  running = await runGateway({ subgraphs, gatewaySecret: SECRET });
});
afterAll(async () => {
  await running.gateway.stop();
  await news.stop();
  await watcher.close();
  await database.close();
  await place.drop();
});

async function statements(): Promise<number> {
  const { rows } = await watcher.pool.query("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(60)'");
  return rows.length;
}

test('after five seconds what is there is told, and no statement goes on', async () => {
  const since = performance.now();
  const lived = livedTime();
  const { status, json } = await running.post({ query: QUERY });
  const took = performance.now() - since;
  expect(took).toBeGreaterThan(4_500);
  expect(lived()).toBeLessThan(6_500);
  expect(status).toBe(200);
  expect(json.data).toEqual({ instrument: { name: 'AAPL Inc.', sentiment: null, signal: null, alertRules: null } });
  // A subgraph has a tenth of a second for its last words: who got no core for so long is given up with all that it was asked.
  const isHeld = took - lived() > 100;
  const lost = json.errors.map(({ path, extensions }: Told) => path?.at(-1) ?? extensions.subgraph).sort();
  const lostOf = (subgraph: string, field: string) => (isHeld && lost.includes(subgraph) ? subgraph : field);
  expect(lost).toEqual([lostOf('alerts', 'alertRules'), lostOf('news-sentiment', 'sentiment')]);
  for (const { extensions } of json.errors) expect(extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
  await expect.poll(statements).toBe(0);
});

test('when a client hangs up no statement goes on', async () => {
  const asking = request(`${running.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
  asking.on('error', () => undefined);
  asking.end(JSON.stringify({ query: QUERY }));
  await expect.poll(statements).toBe(2);
  asking.destroy();
  await expect.poll(statements, BEFORE_THE_DEADLINE).toBe(0);
});

test('when a query is completed over a websocket no statement goes on', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('q', QUERY);
  await expect.poll(statements).toBe(2);
  socket.send({ id: 'q', type: 'complete' });
  await expect.poll(statements, BEFORE_THE_DEADLINE).toBe(0);
  socket.socket.close();
});
