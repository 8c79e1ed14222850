import { Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { AlphaVantageServer } from '@marketgraph/test-kit';
import { graphql } from 'graphql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Market, openMarket } from '../../src/main/market.ts';
import { type MarketBench, openBench } from '../market-bench.ts';

const KEY = 'canary-alpha-vantage-0c11';
let bench: MarketBench;
let server: AlphaVantageServer;
let markets: Market[];

beforeEach(async () => {
  markets = [];
  bench = await openBench();
  server = await new AlphaVantageServer({ key: KEY, isPremium: true, callsPerDay: 1_000 }).listen();
});
afterEach(async () => {
  for (const market of markets.reverse()) {
    await stopParts([...market.recorder, ...market.apiParts, ...market.ingest], silentLogger);
    await market.close();
  }
  await bench.close();
  await server.stop();
});

async function open(env: Record<string, string>): Promise<Market> {
  const { url, log } = bench;
  const market = await openMarket({ databaseUrl: url, log, clock: systemClock, logger: silentLogger, metrics: new Metrics(), env });
  markets.push(market);
  return market;
}

interface Answer {
  instrument?: { quote: object | null; candles?: { nodes: object[] } } | null;
  fetchMarketData?: object;
}

async function ask(market: Market, source: string): Promise<Answer> {
  const contextValue = market.api.createContext({ id: 'ann', role: 'ADMIN' });
  const { data, errors } = await graphql({ schema: market.api.schema, source, contextValue });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
}

const polling = () => ({
  FEEDS: 'alpha-vantage',
  SYMBOLS: 'IBM',
  ALPHA_VANTAGE_API_KEY: KEY,
  ALPHA_VANTAGE_REST_URL: server.restUrl,
  ALPHA_VANTAGE_CALLS_PER_DAY: '1000',
  ALPHA_VANTAGE_CALLS_PER_MINUTE: '600',
});

it('an API without keys has the process that polls fetch at once; days and candles come through the log', async () => {
  const worker = await open(polling());
  await startParts([...worker.recorder, ...worker.ingest], silentLogger);
  const api = await open({});
  await startParts(api.apiParts, silentLogger);
  const shown =
    '{ instrument(symbol: "IBM") { quote { price previousClose source } candles(interval: ONE_DAY, last: 5) { nodes { close closed } } } }';
  const instrument = async () => (await ask(api, shown)).instrument;
  await vi.waitUntil(async () => ((await instrument())?.candles?.nodes.length ?? 0) === 5, { interval: 200 });
  expect((await instrument())?.quote).toMatchObject({ source: 'alpha-vantage', previousClose: expect.any(String) });
  // What is planned has been fetched: from now on only who asks is served.
  let before = -1;
  const isAtRest = () => {
    const isSame = before === server.calls.length;
    before = server.calls.length;
    return isSame;
  };
  await vi.waitUntil(isAtRest, { interval: 1_000 });
  const { fetchMarketData } = await ask(api, 'mutation { fetchMarketData(symbols: ["IBM"]) { accepted detail userErrors { code } } }');
  expect(fetchMarketData).toMatchObject({ accepted: 1, userErrors: [] });
  await vi.waitUntil(() => server.calls.length > before);
  expect(server.calls.at(-1)).toMatchObject({ symbol: 'IBM' });
});

it('an instrument that is tracked is polled soon, and after a restart', async () => {
  const worker = await open(polling());
  await startParts([...worker.recorder, ...worker.ingest], silentLogger);
  const api = await open({});
  await startParts(api.apiParts, silentLogger);
  await ask(
    api,
    'mutation { trackInstrument(symbol: "MSFT", name: "Microsoft", assetClass: STOCK, currency: "USD") { userErrors { code } } }',
  );
  const quoted = async () => {
    const { instrument } = await ask(api, '{ instrument(symbol: "MSFT") { quote { source } } }');
    return Boolean(instrument?.quote);
  };
  await vi.waitUntil(quoted, { interval: 200 });
  await stopParts(worker.ingest, silentLogger);
  const next = await open(polling());
  await startParts(next.ingest, silentLogger);
  await vi.waitUntil(async () => (await bench.store.polled.all())[0]?.symbols.includes('MSFT'));
});
