import { Metrics, silentLogger } from '@marketgraph/service';
import { FinnhubServer, ManualClock } from '@marketgraph/test-kit';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { classifyFinnhub } from '../../../src/providers/finnhub/classify.ts';
import { FinnhubRest } from '../../../src/providers/finnhub/finnhub-rest.ts';
import { openRestClient } from '../../../src/providers/rest/rest-client.ts';

let clock: ManualClock;
const minute = Date.parse('2026-11-20T14:58:00Z');
const { signal } = new AbortController();
let server: FinnhubServer;

async function listen(given: Partial<ConstructorParameters<typeof FinnhubServer>[0]> = {}): Promise<FinnhubRest> {
  server = await new FinnhubServer({ key: 'canary', symbols: ['AAPL', 'AAPLW'], clock, ...given }).listen();
  const budget = new MemoryBudget([{ calls: 1_000, perMs: MINUTE_MS }], clock);
  const rest = openRestClient({
    provider: 'finnhub',
    baseUrl: server.restUrl,
    query: { token: 'canary' },
    secrets: ['canary'],
    budget,
    clock,
    random: () => 0,
    logger: silentLogger,
    metrics: new Metrics(),
    classify: classifyFinnhub,
  });
  return new FinnhubRest({ rest, clock });
}
beforeEach(() => {
  clock = new ManualClock(Date.parse('2026-11-20T15:00:30Z'));
});
afterEach(() => server.stop());

describe('a quote', () => {
  it('is the day, with the digits that were written', async () => {
    const rest = await listen();
    const day = { price: '190.50', open: '188.00', high: '192.10', low: '187', previousClose: '185.0', occurredAt: minute };
    server.days.set('AAPL', day);
    expect(await rest.quotes(['AAPL'], signal)).toEqual([{ symbol: 'AAPL', ...day, volume: null }]);
  });

  it('of a symbol that it does not know is zeros, and no price', async () => {
    const rest = await listen();
    server.days.set('AAPL', { price: '1', open: '1', high: '1', low: '1', previousClose: '1', occurredAt: minute });
    expect(await rest.quotes(['NOSUCH', 'AAPL'], signal)).toHaveLength(1);
  });

  it('is asked for again when the limit of the minute allows it', async () => {
    const rest = await listen({ restPerMinute: 1 });
    const day = { price: '1', open: '1', high: '1', low: '1', previousClose: '1', occurredAt: minute };
    server.days.set('AAPL', day).set('MSFT', day);
    const asked = rest.quotes(['AAPL', 'MSFT'], signal);
    await vi.waitUntil(() => clock.sleeping > 0 && server.restRequests.length === 2);
    await clock.advance(MINUTE_MS);
    expect((await asked).map(({ symbol }) => symbol)).toEqual(['AAPL', 'MSFT']);
  });
});

describe('candles', () => {
  const candles = [
    [minute + MINUTE_MS, '2.0', '2', '2', '2', '20'],
    [minute, '1.0', '2', '0.5', '1.5', '10'],
    [minute + 2 * MINUTE_MS, '3', '3', '3', '3', '30'],
  ] as const;

  it('that are closed come in the order of time, where the plan has them', async () => {
    const rest = await listen({ hasCandles: true });
    server.candles.set('AAPL', [...candles]);
    const told = await rest.candles('AAPL', 'ONE_MINUTE', { from: minute, to: clock.now() }, signal);
    expect(told).toMatchObject({ symbol: 'AAPL', interval: 'ONE_MINUTE' });
    expect(told?.candles.map(({ openTime }) => openTime)).toEqual([minute, minute + MINUTE_MS]);
    expect(told?.candles[0]).toEqual({ openTime: minute, open: '1.0', high: '2', low: '0.5', close: '1.5', volume: '10' });
    expect(await rest.candles('MSFT', 'ONE_MINUTE', { from: minute, to: clock.now() }, signal)).toMatchObject({ candles: [] });
  });

  it('are not asked for again when the plan does not include them', async () => {
    const rest = await listen();
    for (const symbol of ['AAPL', 'MSFT']) expect(await rest.candles(symbol, 'ONE_DAY', { from: 0, to: clock.now() }, signal)).toBeNull();
    expect(server.restRequests).toHaveLength(1);
    expect(await rest.candles('BTC-USDT', 'ONE_DAY', { from: 0, to: clock.now() }, signal)).toBeNull();
    expect(server.restRequests.map(({ path }) => path)).toEqual(['/stock/candle', '/crypto/candle']);
  });
});

it('a search finds symbols by their beginning', async () => {
  const rest = await listen();
  expect(await rest.search('aapl')).toEqual([
    { symbol: 'AAPL', name: 'AAPL INC', kind: 'Common Stock' },
    { symbol: 'AAPLW', name: 'AAPLW INC', kind: 'Common Stock' },
  ]);
});

it('a search that cannot be answered right now is none', async () => {
  const rest = await listen({ restPerMinute: 0 });
  expect(await rest.search('AAPL')).toBeNull();
});

it.each([
  [403, `{"error":"You don't have access to this resource."}`, 'NOT_ENTITLED'],
  [401, `{"error":"You don't have access to this resource."}`, 'NOT_ENTITLED'],
  [401, '{"error":"Invalid API key"}', 'UNAUTHORISED'],
  [429, 'API limit reached. Please try again later. Remaining Limit: 0', 'RATE_LIMITED'],
  [429, 'Please use an API key: sign up for free.', 'UNAUTHORISED'],
  [200, '{"error":"API limit reached."}', 'RATE_LIMITED'],
  [200, '{"error":"Wrong symbol"}', 'BAD_REQUEST'],
  [502, '<html>', 'UPSTREAM_DOWN'],
  [200, '<html>', 'MALFORMED'],
  [200, '{"c":1}', 'OK'],
])('HTTP %i with %s is %s', (status, text, kind) => {
  expect(classifyFinnhub(status, {}, text).kind).toBe(kind);
});
