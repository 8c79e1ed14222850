import type { CandlesReceived, NewEvent } from '@marketgraph/events';
import { DAY_MS, type Interval, intervalMs, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instrument, type MarketBench, nyse, openBench, pricesReceived, trade } from '../market-bench.ts';

const hour = Date.UTC(2026, 10, 18, 14);
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('X', { exchange: null, assetClass: 'CRYPTO' }), instrument('SPY', { exchange: nyse })]);
});
afterEach(() => bench.close());

type Prices = readonly [open: string, high: string, low: string, close: string, volume: string | null];
const usual: Prices = ['10', '12', '9', '11', '5'];

function told(interval: Interval, bars: readonly (readonly [openTime: number, prices: Prices])[], given: Partial<CandlesReceived> = {}) {
  const of = (index: number) => bars.map(([, prices]) => prices[index] ?? '0');
  const openTime = bars.map(([at]) => at);
  const columns = { openTime, open: of(0), high: of(1), low: of(2), close: of(3), volume: bars.map(([, prices]) => prices[4]) };
  const payload: CandlesReceived = { symbol: 'X', source: 'test', provenance: 'DELAYED', interval, ...columns, ...given };
  const last = openTime.at(-1) ?? 0;
  const receivedAt = last + intervalMs[interval] + 1_000;
  return { type: 'CandlesReceived', key: payload.symbol, occurredAt: last, receivedAt, payload } satisfies NewEvent<'CandlesReceived'>;
}

const minutes = (from: number, to: number, prices = usual) =>
  Array.from({ length: to - from }, (_, index) => [hour + (from + index) * MINUTE_MS, prices] as const);

async function record(...events: Parameters<MarketBench['log']['append']>[0]): Promise<void> {
  await bench.log.append(events);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}

interface Row {
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  closed: boolean;
  revision: number;
}

async function candle(interval: Interval, at: number, symbol = 'X'): Promise<Row | undefined> {
  const sql = `SELECT open, high, low, close, volume, closed, revision FROM market.candles
    WHERE symbol = $1 AND "interval" = $2::market.candle_interval AND open_time = $3`;
  return (await bench.rows<Row>(sql, [symbol, interval, new Date(at)]))[0];
}

it("a provider's minutes are candles, and make the wider ones, which close when the last minute is told", async () => {
  await record(told('ONE_MINUTE', minutes(0, 4)));
  expect(await candle('ONE_MINUTE', hour)).toMatchObject({ open: '10', high: '12', low: '9', close: '11', volume: '5', closed: true });
  expect(await candle('FIVE_MINUTES', hour)).toMatchObject({ volume: '20', closed: false });
  await record(told('ONE_MINUTE', minutes(4, 6, ['11', '13', '11', '13', '1'])));
  expect(await candle('FIVE_MINUTES', hour)).toEqual({
    open: '10',
    high: '13',
    low: '9',
    close: '13',
    volume: '21',
    closed: true,
    revision: 0,
  });
  expect(await candle('FIVE_MINUTES', hour + 5 * MINUTE_MS)).toMatchObject({ volume: '1', closed: false });
});

it('what closed is told once, with the wider candles that it ends', async () => {
  const event = told('ONE_MINUTE', minutes(0, 5));
  await record(event, event);
  const changes = await bench.candleChanges('X');
  expect(changes.every(({ closed, revision }) => closed && revision === 0)).toBe(true);
  const count = (interval: Interval) => changes.filter((change) => change.interval === interval).length;
  expect([count('ONE_MINUTE'), count('FIVE_MINUTES'), changes.length]).toEqual([5, 1, 6]);
});

it('candles that come again change nothing, alone or among new ones', async () => {
  await record(told('ONE_MINUTE', minutes(0, 4)));
  await record(told('ONE_MINUTE', minutes(0, 6, ['1', '1', '1', '1', '9'])));
  expect(await candle('ONE_MINUTE', hour)).toMatchObject({ open: '10', volume: '5' });
  expect(await candle('FIVE_MINUTES', hour)).toMatchObject({ open: '10', volume: '29', revision: 0 });
});

it('a candle that was made of trades stays as it is', async () => {
  const trades = [trade('X', 1, hour + 10, '50', '3'), trade('X', 2, hour + 2 * MINUTE_MS, '51', '1')];
  await record(pricesReceived({ symbol: 'X', trades }));
  await record(told('ONE_MINUTE', minutes(0, 2)));
  expect(await candle('ONE_MINUTE', hour)).toMatchObject({ open: '50', close: '50', volume: '3' });
  expect(await candle('ONE_MINUTE', hour + MINUTE_MS)).toMatchObject({ open: '10', volume: '5' });
  expect(await candle('FIVE_MINUTES', hour)).toMatchObject({ open: '50', high: '51', low: '9', volume: '9' });
});

it('days are told by their date, and lie where the trading day of the exchange does', async () => {
  const date = Date.UTC(2026, 10, 17);
  await record(told('ONE_DAY', [[date, usual]], { symbol: 'SPY' }));
  const newYork = date + 5 * 3_600_000;
  expect(await candle('ONE_DAY', newYork, 'SPY')).toBeUndefined();
  await record({ ...told('ONE_DAY', [[date, usual]], { symbol: 'SPY' }), receivedAt: date + 2 * DAY_MS });
  expect(await candle('ONE_DAY', newYork, 'SPY')).toMatchObject({ open: '10', volume: '5', closed: true });
});

it('what has not ended, or lies where no candle of its interval does, is passed over', async () => {
  const forming = told('ONE_MINUTE', minutes(0, 2));
  await record({ ...forming, receivedAt: hour + 2 * MINUTE_MS - 1 }, told('FIVE_MINUTES', [[hour + MINUTE_MS, usual]]));
  expect(await bench.rows(`SELECT count(*)::int AS count FROM market.candles WHERE "interval" <= 'FIVE_MINUTES'`)).toEqual([{ count: 2 }]);
  expect(await candle('ONE_MINUTE', hour + MINUTE_MS)).toBeUndefined();
});

it('a provider that tells no volume has candles without any', async () => {
  await record(told('ONE_MINUTE', [[hour, ['1.1', '1.2', '1.0', '1.1', null]]]));
  expect(await candle('ONE_MINUTE', hour)).toMatchObject({ close: '1.1', volume: '0' });
  expect(await bench.rows('SELECT provenance, trade_count::int AS trades FROM market.series')).toEqual([
    { provenance: 'DELAYED', trades: 0 },
  ]);
});

it('a candle of a time in which trades were missed is told, and is not complete', async () => {
  const gap = {
    feed: 'test',
    symbol: 'X',
    gapId: 'g',
    state: 'LOST',
    from: hour,
    to: hour + MINUTE_MS,
    missing: null,
    reason: 'away',
  } as const;
  const lost = { type: 'FeedGapChanged', key: 'X', occurredAt: hour, receivedAt: hour, payload: gap } as const;
  await record(
    pricesReceived({ symbol: 'X', provenance: 'LIVE', trades: [trade('X', 1, hour - MINUTE_MS, '9')] }),
    lost,
    told('ONE_MINUTE', minutes(0, 3)),
  );
  const changes = (await bench.candleChanges('X')).filter(({ interval, openTime }) => interval === 'ONE_MINUTE' && openTime >= hour);
  const byTime = new Map(changes.map(({ openTime, complete }) => [(openTime - hour) / MINUTE_MS, complete ?? true]));
  expect(byTime.get(0)).toBe(false);
  expect(byTime.get(2)).toBe(true);
});

it('of sources that replace each other each fills the time in which it was active, and any the time before all of them', async () => {
  const at = (index: number) => hour + index * MINUTE_MS;
  const change = (source: string, previous: string | null, from: number | null): NewEvent<'SourceChanged'> => {
    const payload = { symbol: 'X', source, previous, from, sources: ['first', 'second'], reason: 'test' };
    return { type: 'SourceChanged', key: 'X', occurredAt: hour, receivedAt: hour, payload };
  };
  const traded = (source: string, key: number, index: number) =>
    pricesReceived({ symbol: 'X', source, provenance: 'LIVE', trades: [trade('X', key, at(index) + 10, '50', '3')] });
  await record(change('first', null, null), traded('first', 1, 10), traded('first', 2, 13), change('second', 'first', at(13) + 11));
  await record(traded('second', 1, 16), told('ONE_MINUTE', minutes(8, 16), { source: 'second' }));
  expect(await volumes()).toEqual({ 8: '5', 9: '5', 10: '3', 13: '3', 14: '5', 15: '5', 16: '3' });
  await record(told('ONE_MINUTE', minutes(11, 16, ['1', '1', '1', '1', '7']), { source: 'first' }));
  expect(await volumes()).toEqual({ 8: '5', 9: '5', 10: '3', 11: '7', 12: '7', 13: '3', 14: '5', 15: '5', 16: '3' });
});

async function volumes(): Promise<Record<number, string>> {
  const rows = await bench.rows<{ at: number; volume: string }>(
    `SELECT (extract(epoch FROM open_time) * 1000)::float8 AS at, volume FROM market.candles WHERE symbol = 'X' AND "interval" = 'ONE_MINUTE' AND basis = 'LAST'`,
  );
  return Object.fromEntries(rows.map(({ at, volume }) => [(at - hour) / MINUTE_MS, volume]));
}
