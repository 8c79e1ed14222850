import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instrument, type MarketBench, openBench, pricesReceived, quoteTick, trade } from '../market-bench.ts';

const minute = Date.UTC(2013, 9, 7, 14, 30);
let bench: MarketBench;

beforeEach(async () => {
  bench = await openBench([instrument('SPY'), instrument('EUR-USD', { assetClass: 'FOREX', exchange: null })]);
});
afterEach(() => bench.close());

describe('the price recorder', () => {
  it('stores trades once, however often they are told', async () => {
    const first = pricesReceived({
      symbol: 'SPY',
      trades: [trade('SPY', 1, minute, '10.50', '100'), trade('SPY', 2, minute, '10.50', '100')],
    });
    const overlapping = pricesReceived({
      symbol: 'SPY',
      trades: [trade('SPY', 2, minute, '10.50', '100'), trade('SPY', 3, minute + 1, '10.60', '5')],
    });
    await record([first, overlapping, overlapping]);
    expect(await bench.rows('SELECT count(*)::int AS trades, sum(size)::text AS size FROM market.trades')).toEqual([
      { trades: 3, size: '205' },
    ]);
    expect(await counts('SPY')).toMatchObject({ trades: 3, sizes: '205' });
    expect(await candle('ONE_MINUTE')).toMatchObject({ open: '10.50', close: '10.60', volume: '205', trade_count: 3 });
  });

  it('makes candles of every interval from the same trades', async () => {
    await record([
      pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 1, minute, '10', '1'), trade('SPY', 2, minute + 7 * MINUTE_MS, '12', '2')] }),
    ]);
    const rows = await bench.rows<{ interval: string; candles: number; volume: string }>(
      'SELECT "interval", count(*)::int AS candles, sum(volume)::text AS volume FROM market.candles GROUP BY 1 ORDER BY 1',
    );
    expect(rows.map(({ interval, candles }) => [interval, candles])).toEqual([
      ['ONE_MINUTE', 2],
      ['FIVE_MINUTES', 2],
      ['FIFTEEN_MINUTES', 1],
      ['THIRTY_MINUTES', 1],
      ['ONE_HOUR', 1],
      ['FOUR_HOURS', 1],
      ['ONE_DAY', 1],
      ['ONE_WEEK', 1],
      ['ONE_MONTH', 1],
    ]);
    expect(new Set(rows.map(({ volume }) => volume))).toEqual(new Set(['3']));
  });

  it("starts a day candle at the venue's midnight", async () => {
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 1, minute, '10')] })]);
    expect(await candle('ONE_DAY')).toMatchObject({
      open_time: new Date('2013-10-07T04:00:00Z'),
      close_time: new Date('2013-10-08T04:00:00Z'),
    });
  });

  it('closes a candle once event time has passed its end and tells it once', async () => {
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 1, minute, '10')] })]);
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 2, minute + MINUTE_MS, '11')] })]);
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 3, minute + MINUTE_MS + 1, '11')] })]);
    const told = (await bench.candleChanges()).filter(({ interval, openTime }) => interval === 'ONE_MINUTE' && openTime === minute);
    expect(told.map(({ closed, revision }) => [closed, revision])).toEqual([
      [false, 0],
      [true, 0],
    ]);
  });

  it('gives a closed candle a new revision when a late trade changes it', async () => {
    await record([
      pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 5, minute + 30_000, '10'), trade('SPY', 9, minute + 2 * MINUTE_MS, '11')] }),
    ]);
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 4, minute + 1_000, '9', '7')] })]);
    expect(await candle('ONE_MINUTE', minute)).toMatchObject({ open: '9', low: '9', close: '10', volume: '8', closed: true, revision: 1 });
    const told = (await bench.candleChanges()).filter(({ interval, openTime }) => interval === 'ONE_MINUTE' && openTime === minute);
    expect(told.map(({ closed, revision }) => [closed, revision])).toEqual([
      [true, 0],
      [true, 1],
    ]);
  });

  it('orders trades of one instant by their key, also across batches', async () => {
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 20, minute, '12')] })]);
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 30, minute, '13'), trade('SPY', 10, minute, '11')] })]);
    expect(await candle('ONE_MINUTE')).toMatchObject({ open: '11', close: '13' });
  });

  it('makes LAST of the bids while an instrument is only quoted', async () => {
    const quotes = [quoteTick('EUR-USD', 1, minute, '1.3867', '1.3868'), quoteTick('EUR-USD', 2, minute + 9, '1.3869', '1.3871')];
    await record([pricesReceived({ symbol: 'EUR-USD', quotes })]);
    const rows = await bench.rows<{ basis: string; open: string; close: string }>(
      `SELECT basis, open, close, volume::text, trade_count FROM market.candles WHERE "interval" = 'ONE_MINUTE' ORDER BY basis`,
    );
    expect(rows).toEqual([
      { basis: 'LAST', open: '1.3867', close: '1.3869', volume: '0', trade_count: 2 },
      { basis: 'BID', open: '1.3867', close: '1.3869', volume: '0', trade_count: 2 },
      { basis: 'ASK', open: '1.3868', close: '1.3871', volume: '0', trade_count: 2 },
    ]);
  });

  it('makes LAST of trades alone once there are trades, whatever came first', async () => {
    await record([
      pricesReceived({
        symbol: 'SPY',
        quotes: [quoteTick('SPY', 1, minute - MINUTE_MS, '9', '10'), quoteTick('SPY', 2, minute, '9.5', '10')],
      }),
    ]);
    await record([
      pricesReceived({
        symbol: 'SPY',
        trades: [trade('SPY', 1, minute + 1, '10', '3')],
        quotes: [quoteTick('SPY', 3, minute + 2, '1', '2')],
      }),
    ]);
    const last = await bench.rows(`SELECT open, low, volume::text FROM market.candles WHERE "interval" = 'ONE_MINUTE' AND basis = 'LAST'`);
    expect(last).toEqual([{ open: '10', low: '10', volume: '3' }]);
    expect(await bench.rows(`SELECT 1 FROM market.candles WHERE "interval" = 'ONE_MINUTE' AND basis = 'BID'`)).toHaveLength(2);
  });

  it('keeps the newest quote of each source', async () => {
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 2, minute + 60, '12')] })]);
    await record([pricesReceived({ symbol: 'SPY', trades: [trade('SPY', 1, minute, '10')] })]);
    await record([pricesReceived({ symbol: 'SPY', source: 'other', trades: [trade('SPY', 1, minute, '9')] })]);
    expect(await bench.rows('SELECT source, price FROM market.quotes ORDER BY source')).toEqual([
      { source: 'other', price: '9' },
      { source: 'test', price: '12' },
    ]);
  });

  it('tells hundreds of changed candles in events of bounded size', async () => {
    const trades = Array.from({ length: 400 }, (_, index) => trade('SPY', index, minute + index * MINUTE_MS, '10'));
    await record([pricesReceived({ symbol: 'SPY', trades })]);
    const changes = await bench.candleChanges();
    expect(changes.filter(({ interval }) => interval === 'ONE_MINUTE')).toHaveLength(400);
    expect(Math.max(...(await bench.candleEvents()).map((candles) => candles.length))).toBeLessThanOrEqual(150);
  });

  it('lets two recorders share the work', async () => {
    const symbols = Array.from({ length: 12 }, (_, index) => `T${index}`);
    await bench.store.instruments.save(symbols.map((symbol) => instrument(symbol)));
    const recorders = [bench.recorder({ maxEntries: 5 }), bench.recorder({ maxEntries: 5 })];
    await Promise.all(recorders.map((recorder) => recorder.start()));
    for (let round = 0; round < 10; round++) {
      await bench.log.append(
        symbols.map((symbol) => pricesReceived({ symbol, trades: [trade(symbol, round, minute + round * 86_400_000, '1')] })),
      );
    }
    await bench.recorded();
    await Promise.all(recorders.map((recorder) => recorder.stop()));
    expect(await bench.rows('SELECT count(*)::int AS trades FROM market.trades')).toEqual([{ trades: 120 }]);
    expect(await bench.rows('SELECT sum(trade_count)::int AS counted FROM market.series')).toEqual([{ counted: 120 }]);
  });
});

async function record(events: Parameters<MarketBench['log']['append']>[0]): Promise<void> {
  await bench.log.append(events);
  const recorder = bench.recorder();
  await recorder.start();
  await bench.recorded();
  await recorder.stop();
}

async function candle(interval: string, openTime?: number): Promise<unknown> {
  const rows = await bench.rows(
    `SELECT * FROM market.candles WHERE "interval" = $1 AND basis = 'LAST' AND open_time >= $2 ORDER BY open_time LIMIT 1`,
    [interval, new Date(openTime ?? 0)],
  );
  return rows[0];
}

async function counts(symbol: string): Promise<unknown> {
  const [row] = await bench.rows('SELECT trade_count::int AS trades, size_sum::text AS sizes FROM market.series WHERE symbol = $1', [
    symbol,
  ]);
  return row;
}
