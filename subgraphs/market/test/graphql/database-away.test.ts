import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, openLog } from '@marketgraph/bus';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@marketgraph/postgres';
import { Metrics, silentLogger, startParts, stopParts, systemClock } from '@marketgraph/service';
import { graphql } from 'graphql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Market, openMarket } from '../../src/main/market.ts';
import { openMarketStore } from '../../src/storage/open-market-store.ts';
import { instrument, pricesReceived, trade } from '../market-bench.ts';

const logger = silentLogger;
let dataDir: string;
let postgres: EmbeddedPostgres;
let log: Log;
let market: Market;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'market-away-'));
  postgres = await start();
  const metrics = new Metrics();
  log = await openLog({ databaseUrl: postgres.url, logger, clock: systemClock, metrics });
  const store = await openMarketStore({ url: postgres.url, logger });
  await store.instruments.save([instrument('SPY')]);
  await store.close();
  market = await openMarket({ databaseUrl: postgres.url, log, clock: systemClock, logger, metrics, env: {} });
  await startParts([...market.apiParts, ...market.recorder], logger);
});
afterEach(async () => {
  await stopParts([...market.apiParts, ...market.recorder], logger);
  await log.close();
  await market.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('instruments and quotes are answered while Postgres is away; what needs it says so, and is there again afterwards', async () => {
  await tell(1, '10');
  await vi.waitUntil(async () => (await answer(TRADES)).includes('"price":"10"'));
  await postgres.stop();
  expect(JSON.parse(await answer('{ instruments { nodes { symbol quote { price } } } }'))).toEqual({
    data: { instruments: { nodes: [{ symbol: 'SPY', quote: { price: '10' } }] } },
  });
  const { errors } = await ask(TRADES);
  expect(errors?.[0]?.originalError).toMatchObject({ code: 'PRICES_OUT_OF_REACH', retryable: true });
  postgres = await start();
  await tell(2, '11');
  await vi.waitUntil(async () => (await answer(TRADES)).includes('"price":"11"'), { interval: 200 });
}, 60_000);

const TRADES = '{ instrument(symbol: "SPY") { trades { nodes { price } } } }';

function start(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, logger, settings: { fsync: 'off' } });
}

async function tell(key: number, price: string): Promise<void> {
  await log.append([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', key, Date.UTC(2026, 0, 5, 15) + key, price)] })]);
}

function ask(source: string) {
  return graphql({ schema: market.api.schema, source, contextValue: market.api.createContext(null) });
}

async function answer(source: string): Promise<string> {
  return JSON.stringify(await ask(source));
}
