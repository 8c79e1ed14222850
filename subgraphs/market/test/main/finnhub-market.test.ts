import { type Logger, Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { FinnhubServer } from '@marketgraph/test-kit';
import { graphql } from 'graphql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Market, openMarket } from '../../src/main/market.ts';
import { type MarketBench, openBench } from '../market-bench.ts';

const KEY = 'canary-finnhub-90d2';
let bench: MarketBench;
let server: FinnhubServer;
let market: Market;
let logged: string[];
const metrics = new Metrics();

beforeEach(async () => {
  logged = [];
  bench = await openBench();
  server = await new FinnhubServer({ key: KEY, symbols: ['AAPL', 'BINANCE:BTCUSDT'] }).listen();
  const yesterday = Date.now() - 86_400_000;
  server.days.set('AAPL', { price: '190.5', open: '188', high: '192', low: '187', previousClose: '185', occurredAt: yesterday });
  const env = {
    FEEDS: 'finnhub',
    SYMBOLS: 'AAPL,BTC-USDT',
    FINNHUB_API_KEY: KEY,
    FINNHUB_WS_URL: server.wsUrl,
    FINNHUB_REST_URL: server.restUrl,
  };
  market = await openMarket({ databaseUrl: bench.url, log: bench.log, clock: systemClock, logger: listening(), metrics, env });
  await startParts([...market.apiParts, ...market.recorder, ...market.ingest], silentLogger);
});
afterEach(async () => {
  await stopParts([...market.apiParts, ...market.recorder, ...market.ingest], silentLogger);
  await market.close();
  await bench.close();
  await server.stop();
});

function listening(): Logger {
  const write = (sentence: string, details?: object) => void logged.push(`${sentence} ${JSON.stringify(details ?? {})}`);
  return { debug: write, info: write, warn: write, error: write, child: () => listening() };
}

interface Shown {
  quote: { price: string; previousClose: string | null; source: string } | null;
  trades: { nodes: { price: string; size: string }[] } | null;
}

async function shown(symbol: string): Promise<Shown | null> {
  const source = `{ instrument(symbol: "${symbol}") { quote { price previousClose source } trades(first: 5) { nodes { price size } } } }`;
  const { data, errors } = await graphql({ schema: market.api.schema, source, contextValue: market.api.createContext(null) });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.['instrument'] ?? null));
}

/** All that stands in any table of the database. */
async function everythingStored(): Promise<string> {
  const tables = await bench.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await bench.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

it('begins with the days of REST, goes on with trades, marks what an interruption may have hidden, and writes its key nowhere', async () => {
  await vi.waitUntil(async () => (await shown('AAPL'))?.quote !== null, { interval: 100 });
  expect(await shown('AAPL')).toMatchObject({ quote: { price: '190.5', previousClose: '185', source: 'finnhub' }, trades: { nodes: [] } });
  const btc = { symbol: 'BINANCE:BTCUSDT', price: '43211.50', size: '0.00100' };
  await vi.waitUntil(() => [...server.links].some(({ subscriptions }) => subscriptions.size === 2));
  server.trade({ symbol: 'AAPL', price: '193.00', size: '10', conditions: ['1', '12'] }, btc, btc);
  await vi.waitUntil(async () => (await shown('BTC-USDT'))?.trades?.nodes.length === 2, { interval: 100 });
  expect(await shown('AAPL')).toMatchObject({ quote: { price: '193.00' }, trades: { nodes: [{ price: '193.00', size: '10' }] } });
  expect(await bench.rows(`SELECT conditions FROM market.trades WHERE symbol = 'AAPL'`)).toEqual([{ conditions: 'finnhub:1,12' }]);
  server.refuse({ status: 401, body: '' });
  server.disconnect();
  await vi.waitUntil(() => logged.some((line) => line.includes('lost')));
  server.refuse(null);
  await vi.waitUntil(() => [...server.links].some(({ subscriptions }) => subscriptions.size === 2));
  server.trade({ symbol: 'AAPL', price: '194.00', size: '1' });
  const gaps = () => bench.rows<{ state: string }>(`SELECT state FROM market.feed_gaps WHERE symbol = 'AAPL'`);
  await vi.waitUntil(async () => (await gaps()).some(({ state }) => state === 'LOST'), { interval: 100 });
  const { text } = await metrics.render();
  for (const written of [logged.join('\n'), text, await everythingStored()]) {
    expect(written).toContain('finnhub');
    expect(written).not.toContain(KEY);
  }
});
