import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { HistoryChunk } from '../../src/domain/price-feed.ts';
import { instrument, type MarketBench, openBench, pricesReceived, quoteTick, trade } from '../market-bench.ts';

const day = Date.UTC(2026, 0, 5);
const now = day + 10 * HOUR_MS;
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('BTC-USD', { exchange: null })]);
});
afterEach(() => bench.close());

describe('history', () => {
  it('is saved once', async () => {
    const { history } = bench.store;
    expect(await history.hasHistory('simulator')).toBe(false);
    await history.saveHistory('simulator', chunks(minutes(3)));
    expect(await history.hasHistory('simulator')).toBe(true);
    await history.saveHistory('simulator', chunks(minutes(9)));
    expect(await history.recentCandles('BTC-USD', 'simulator', 'ONE_MINUTE', 100)).toHaveLength(3);
  });

  it('is saved as a whole or not at all', async () => {
    async function* broken(): AsyncGenerator<HistoryChunk> {
      yield* chunks(minutes(3));
      throw new Error('the feed ended early');
    }
    await expect(bench.store.history.saveHistory('simulator', broken())).rejects.toThrow('the feed ended early');
    expect(await bench.store.history.hasHistory('simulator')).toBe(false);
    expect(await bench.rows('SELECT 1 FROM market.candles')).toEqual([]);
  });

  it('tells closed candles, the previous close and the minutes of a window', async () => {
    const days = [candle('ONE_DAY', day - DAY_MS, day, '90'), candle('ONE_DAY', day, day + DAY_MS, '100')];
    await bench.store.history.saveHistory('simulator', chunks([...days, ...minutes(5)]));
    const { history } = bench.store;
    expect((await history.recentCandles('BTC-USD', 'simulator', 'ONE_DAY', 5)).map(({ close }) => close)).toEqual(['90']);
    expect(await history.previousClose('BTC-USD', 'simulator', day)).toBe('90');
    expect(await history.previousClose('BTC-USD', 'simulator', day - DAY_MS)).toBeNull();
    expect((await history.minutesSince('BTC-USD', 'simulator', now - 2 * MINUTE_MS)).map(({ openTime }) => openTime)).toEqual([
      now - 2 * MINUTE_MS,
      now - MINUTE_MS,
    ]);
  });

  it("goes on in the feed's own trades: a forming candle keeps its open and takes their close", async () => {
    await bench.store.history.saveHistory('simulator', chunks([candle('ONE_DAY', day, day + DAY_MS, '100'), ...minutes(2)]));
    await record([pricesReceived({ symbol: 'BTC-USD', source: 'simulator', trades: [trade('BTC-USD', 1, now, '120', '3')] })]);
    expect(
      await bench.rows(`SELECT open, high, close, volume::text, closed, revision FROM market.candles WHERE "interval" = 'ONE_DAY'`),
    ).toEqual([{ open: '99', high: '120', close: '120', volume: '13', closed: false, revision: 0 }]);
  });

  it('of an only quoted instrument goes on in its bids', async () => {
    await bench.store.history.saveHistory('simulator', chunks([candle('ONE_DAY', day, day + DAY_MS, '100')]));
    await record([pricesReceived({ symbol: 'BTC-USD', source: 'simulator', quotes: [quoteTick('BTC-USD', 1, now, '98', '99')] })]);
    const rows = await bench.rows(`SELECT basis, open, close FROM market.candles WHERE "interval" = 'ONE_DAY' ORDER BY basis`);
    expect(rows[0]).toEqual({ basis: 'LAST', open: '99', close: '98' });
  });
});

async function* chunks(candles: Candle[]): AsyncGenerator<HistoryChunk> {
  yield { symbol: 'BTC-USD', source: 'simulator', until: now, candles };
}

function candle(interval: Candle['interval'], openTime: number, closeTime: number, close: string): Candle {
  return { interval, basis: 'LAST', openTime, closeTime, open: '99', high: '100', low: '90', close, volume: '10', tradeCount: 4 };
}

/** The last ones before now. */
function minutes(count: number): Candle[] {
  return Array.from({ length: count }, (_, index) => {
    const openTime = now - (count - index) * MINUTE_MS;
    return candle('ONE_MINUTE', openTime, openTime + MINUTE_MS, '100');
  });
}

async function record(events: Parameters<MarketBench['log']['append']>[0]): Promise<void> {
  await bench.log.append(events);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}
