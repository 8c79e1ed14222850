import { HOUR_MS, type Interval, intervalMs, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { candleCloseTime, candleOpenTime } from '../../src/domain/calendar.ts';
import type { Candle } from '../../src/domain/candle.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { reconcileSeries } from '../../src/pipeline/reconcile-series.ts';
import { allSeries } from '../../src/storage/series-facts.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';

const hour = Date.UTC(2026, 10, 18, 14);
const until = hour + 35 * MINUTE_MS;
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('X', { exchange: null, assetClass: 'CRYPTO' })]);
});
afterEach(() => bench.close());

function bar(interval: Interval, at: number, volume: string): Candle {
  const openTime = candleOpenTime(interval, at, 'UTC');
  const closeTime = candleCloseTime(interval, at, 'UTC');
  return { interval, basis: 'LAST', openTime, closeTime, open: '10', high: '12', low: '9', close: '11', volume, tradeCount: 3 };
}

const minutesAndHour = [
  ...Array.from({ length: 35 }, (_, index) => bar('ONE_MINUTE', hour + index * MINUTE_MS, '2')),
  bar('ONE_HOUR', hour, '70'),
];

async function saveBars(candles: readonly Candle[], end = until): Promise<void> {
  async function* chunks() {
    yield { symbol: 'X', source: 'test', until: end, candles };
  }
  await bench.store.history.saveHistory('test', chunks());
}

let key = 0;
async function record(...trades: [at: number, price: string, size: string][]): Promise<void> {
  const told = trades.map(([at, price, size]) => trade('X', ++key, at, price, size));
  if (told.length > 0) await bench.log.append([pricesReceived({ symbol: 'X', trades: told })]);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}

it('a trade of a time that bars cover is kept and counted, and is in their candles already', async () => {
  await saveBars(minutesAndHour);
  await record([hour + 31 * MINUTE_MS, '50', '7'], [until, '13', '5']);
  expect(await candle('ONE_MINUTE', hour + 31 * MINUTE_MS)).toEqual({ high: '12', close: '11', volume: '2', trades: 3, revision: 0 });
  expect(await candle('ONE_HOUR', hour)).toMatchObject({ high: '13', close: '13', volume: '75', trades: 4 });
  expect(await bench.rows('SELECT count(*)::int AS trades FROM market.trades')).toEqual([{ trades: 2 }]);
  expect(await bench.rows('SELECT trade_count::int AS trades FROM market.series')).toEqual([{ trades: 2 }]);
});

it('the candle in which the bars end goes on with the trades after them', async () => {
  await saveBars(minutesAndHour);
  await record([until + 1, '13', '5']);
  await record([until + MINUTE_MS, '8', '1']);
  expect(await candle('ONE_HOUR', hour)).toEqual({ high: '13', close: '8', volume: '76', trades: 5, revision: 0 });
  await record([hour + HOUR_MS, '9', '1']);
  expect(await bench.rows(`SELECT closed FROM market.candles WHERE "interval" = 'ONE_HOUR' AND open_time = $1`, [new Date(hour)])).toEqual([
    { closed: true },
  ]);
});

it('where there are bars of days only, trades make what is shorter and leave the days', async () => {
  const day = candleOpenTime('ONE_DAY', hour, 'UTC');
  await saveBars([bar('ONE_DAY', hour, '500')], day + intervalMs.ONE_DAY);
  await record([hour, '50', '7'], [hour + 10 * MINUTE_MS, '60', '1']);
  expect(await candle('ONE_MINUTE', hour)).toMatchObject({ close: '50', volume: '7' });
  expect(await candle('ONE_HOUR', hour)).toMatchObject({ high: '60', close: '60', volume: '8', trades: 2 });
  expect(await candle('ONE_DAY', day)).toEqual({ high: '12', close: '11', volume: '500', trades: 3, revision: 0 });
});

it('a minute that a trade of key 0 opened goes on where bars of days cover it', async () => {
  await saveBars([bar('ONE_DAY', hour, '500')], candleOpenTime('ONE_DAY', hour, 'UTC') + intervalMs.ONE_DAY);
  key = -1;
  await record([hour, '50', '7']);
  await record([hour + 1_000, '60', '1']);
  expect(await candle('ONE_MINUTE', hour)).toMatchObject({ high: '60', close: '60', volume: '8', trades: 2 });
});

it('bars that come after trades fill the gaps and leave the candles of the trades', async () => {
  await record([hour + 31 * MINUTE_MS, '50', '7'], [until, '13', '5']);
  await saveBars(minutesAndHour);
  expect(await candle('ONE_MINUTE', hour + 31 * MINUTE_MS)).toMatchObject({ close: '50', volume: '7' });
  expect(await candle('ONE_MINUTE', hour + 30 * MINUTE_MS)).toMatchObject({ close: '11', volume: '2' });
});

it('a bar that fills a gap leaves everything else to be corrected and compared with its trades', async () => {
  const minute = (index: number) => hour + index * MINUTE_MS;
  await record([minute(0), '10', '1'], [minute(0) + 1_000, '99', '1'], [minute(2), '12', '1'], [minute(4), '13', '1']);
  const columns = { openTime: [minute(1)], open: ['11'], high: ['14'], low: ['11'], close: ['12'], volume: ['5'] };
  const told = { symbol: 'X', source: 'test', provenance: 'REPLAYED', interval: 'ONE_MINUTE', ...columns } as const;
  const wrong = pricesReceived({ symbol: 'X', trades: [trade('X', ++key, minute(5), '13', '1')] });
  const cancel = { key: [1], tradeKey: [key - 3], tradeAt: [minute(0) + 1_000], kind: ['CANCEL' as const], price: [null], size: [null] };
  await bench.log.append([
    { type: 'CandlesReceived', key: 'X', occurredAt: minute(1), receivedAt: minute(6), payload: told },
    { ...wrong, payload: { ...wrong.payload, corrections: cancel } },
  ]);
  await record();
  expect(await candle('ONE_MINUTE', minute(0))).toMatchObject({ high: '10', volume: '1', revision: 1 });
  expect(await candle('FIVE_MINUTES', hour)).toMatchObject({ high: '14', volume: '8', close: '13' });
  const { database, instruments } = bench.store;
  const place = { database, log: bench.log, clock: bench.clock, calendars: new InstrumentCalendars(instruments) };
  const [series] = await allSeries(database.pool, ['X'], null);
  const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, repair: false, signal: new AbortController().signal };
  const report = series && (await reconcileSeries(place, series, all));
  expect(report).toMatchObject({ drifts: [], counts: { state: 'right' }, unknown: 1 });
  expect(report?.checked).toBeGreaterThan(10);
});

async function candle(interval: Interval, openTime: number): Promise<unknown> {
  const [row] = await bench.rows(
    `SELECT high::text, close::text, volume::text, trade_count AS trades, revision FROM market.candles
     WHERE "interval" = $1 AND basis = 'LAST' AND open_time = $2`,
    [interval, new Date(openTime)],
  );
  return row;
}
