import { ManualClock } from '@marketgraph/test-kit';
import { assetClasses, compareDecimals, type Interval, intervals, isSymbol, regions } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { candleOpenTime, timezoneOf } from '../../src/domain/calendar.ts';
import type { Candle } from '../../src/domain/candle.ts';
import type { FeedDelivery, HistoryChunk, Trade } from '../../src/domain/price-feed.ts';
import { listings } from '../../src/providers/simulator/listings.ts';
import { SimulatorFeed } from '../../src/providers/simulator/simulator-feed.ts';

const START = Date.parse('2026-11-20T14:37:12.130Z');

/** What a feed delivers while its clock goes on for `ms`. */
async function deliveries(position: string | null, from: number, ms: number, seed = 7): Promise<FeedDelivery[]> {
  const clock = new ManualClock(from);
  const feed = new SimulatorFeed({ clock, seed });
  const stop = new AbortController();
  const found: FeedDelivery[] = [];
  const reading = (async () => {
    for await (const delivery of feed.open(position, stop.signal)) found.push(delivery);
  })();
  for (let passed = 0; passed < ms; passed += 250) await clock.advance(250);
  stop.abort();
  await clock.advance(250);
  await reading;
  return found;
}

const tradesOf = (found: readonly FeedDelivery[]) => found.flatMap(({ trades }) => trades);
const quotesOf = (found: readonly FeedDelivery[]) => found.flatMap(({ quotes }) => quotes);
const rowsOf = (found: readonly FeedDelivery[]) => [...tradesOf(found), ...quotesOf(found)];

describe('the simulator', () => {
  it('lists instruments of every asset class, in every region and many currencies', () => {
    const instruments = listings.map(({ instrument }) => instrument);
    expect(instruments.length).toBeGreaterThanOrEqual(44);
    expect(new Set(instruments.map(({ symbol }) => symbol)).size).toBe(instruments.length);
    expect(instruments.filter(({ symbol }) => !isSymbol(symbol))).toEqual([]);
    expect(new Set(instruments.map((one) => one.assetClass))).toEqual(new Set(assetClasses));
    expect(new Set(instruments.map((one) => one.region))).toEqual(new Set(regions));
    for (const currency of ['USD', 'EUR', 'GBP', 'JPY', 'CHF', 'HKD', 'INR', 'ZAR']) {
      expect(instruments.some((one) => one.currency === currency)).toBe(true);
    }
  });

  it('makes the same trades from the same seed and start, and others from another seed', async () => {
    const [one, same, other] = [
      await deliveries(null, START, 5_000),
      await deliveries(null, START, 5_000),
      await deliveries(null, START, 5_000, 8),
    ];
    expect(rowsOf(one).length).toBeGreaterThan(300);
    expect(rowsOf(same)).toEqual(rowsOf(one));
    expect(rowsOf(other)).not.toEqual(rowsOf(one));
  });

  it('goes on after a restart as if there had been none, wherever it was cut', async () => {
    const whole = await deliveries(null, START, 6_000);
    for (const cut of [0, 3, 11, whole.length - 2]) {
      const rest = await deliveries(whole[cut]?.position ?? null, START + 3_000, 6_000);
      for (const kind of [tradesOf, quotesOf]) {
        const expected = kind(whole.slice(cut + 1));
        expect(kind(rest).slice(0, expected.length)).toEqual(expected);
      }
    }
  });

  it('leaves a hole of a longer stop, keeps its prices and never repeats a key', async () => {
    const before = await deliveries(null, START, 5_000);
    const after = await deliveries(before.at(-1)?.position ?? null, START + 3_600_000, 5_000);
    const last = new Map(before.flatMap(({ trades }) => trades).map((trade) => [trade.symbol, Number(trade.price)]));
    for (const { symbol, price, occurredAt } of after.flatMap(({ trades }) => trades)) {
      expect(occurredAt).toBeGreaterThanOrEqual(START + 3_599_000);
      const known = last.get(symbol);
      if (known) expect(Math.abs(Number(price) / known - 1)).toBeLessThan(0.05);
    }
    const keys = [...before, ...after].flatMap(({ trades }) => trades.map(({ key }) => key));
    expect(keys.every((key, index) => Number.isSafeInteger(key) && key > (keys[index - 1] ?? 0))).toBe(true);
  });

  it('leaves a hole of a sleep in the middle of a run, too', async () => {
    const clock = new ManualClock(START);
    const stop = new AbortController();
    const iterator = new SimulatorFeed({ clock, seed: 7 }).open(null, stop.signal)[Symbol.asyncIterator]();
    const first = iterator.next();
    await clock.advance(250);
    expect((await first).value?.trades.length).toBeGreaterThan(0);
    await clock.advance(8 * 3_600_000);
    const second = iterator.next();
    await clock.advance(250);
    const times = (await second).value?.trades.map(({ occurredAt }: Trade) => occurredAt) ?? [];
    expect(Math.min(...times)).toBeGreaterThanOrEqual(START + 8 * 3_600_000);
    stop.abort();
  });

  it('moves what follows the same thing together, and what does not less so', async () => {
    const found = tradesOf(await deliveries(null, START, 600_000));
    const returns = (symbol: string) => {
      const prices = found.filter((trade) => trade.symbol === symbol);
      const at = (second: number) =>
        Number(prices.findLast(({ occurredAt }) => occurredAt <= START + second * 1_000)?.price ?? prices[0]?.price);
      return Array.from({ length: 29 }, (_, index) => Math.log(at(index * 20 + 40) / at(index * 20 + 20)));
    };
    expect(correlation(returns('SPY'), returns('^SPX'))).toBeGreaterThan(0.8);
    expect(correlation(returns('QQQ'), returns('^NDX'))).toBeGreaterThan(0.8);
    expect(correlation(returns('SPY'), returns('BTC-USD'))).toBeLessThan(0.7);
  });

  it('trades 60 to 100 times a second at any time of day, on the tick grid, between bid and ask', async () => {
    for (const time of ['2026-11-20T02:00:00Z', '2026-11-20T15:00:00Z', '2026-11-21T22:00:00Z']) {
      const found = await deliveries(null, Date.parse(time), 30_000);
      const trades = found.flatMap((delivery) => delivery.trades);
      expect(trades.length / 30).toBeGreaterThan(60);
      expect(trades.length / 30).toBeLessThan(110);
      const ticks = new Map(listings.map(({ instrument }) => [instrument.symbol, Number(instrument.tickSize)]));
      for (const { symbol, price } of trades) {
        const steps = Number(price) / (ticks.get(symbol) ?? 1);
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-4);
      }
      for (const { bid, ask } of found.flatMap((delivery) => delivery.quotes)) expect(compareDecimals(bid, ask)).toBeLessThan(0);
    }
  });

  it('serves only the symbols that are asked for', () => {
    const feed = new SimulatorFeed({ clock: new ManualClock(START), seed: 7, symbols: ['AAPL', 'BTC-USD', 'NOPE'] });
    expect(feed.instruments.map(({ symbol }) => symbol)).toEqual(['AAPL', 'BTC-USD']);
  });
});

describe('the simulated history', () => {
  const feed = new SimulatorFeed({ clock: new ManualClock(START), seed: 7 });
  const end = Date.parse('2026-11-20T14:37:00.000Z');
  const read = async () => {
    const chunks: HistoryChunk[] = [];
    for await (const chunk of feed.history()) chunks.push(chunk);
    return chunks;
  };
  const history = read();
  const ofInterval = (chunk: HistoryChunk, interval: Interval) => chunk.candles.filter((candle) => candle.interval === interval);

  it('reaches back three days by minutes, sixty by hours and two years by days', async () => {
    for (const chunk of await history) {
      const oldest = (interval: Interval) => (end - (ofInterval(chunk, interval)[0]?.openTime ?? end)) / 86_400_000;
      expect(oldest('ONE_MINUTE')).toBeGreaterThan(3);
      expect(oldest('ONE_HOUR')).toBeGreaterThan(60);
      expect(oldest('ONE_DAY')).toBeGreaterThan(729);
    }
  });

  it('has no hole and no overlap in any interval, and candles that hold together', async () => {
    for (const chunk of await history) {
      for (const interval of intervals.filter((name) => name !== 'ONE_SECOND')) {
        const candles = ofInterval(chunk, interval);
        const seams = candles.slice(1).filter((candle, index) => candle.openTime !== candles[index]?.closeTime);
        expect(seams).toEqual([]);
        expect(candles.at(-1)?.closeTime).toBeGreaterThanOrEqual(end);
        expect(candles.at(-1)?.openTime).toBeLessThan(end);
      }
      const broken = chunk.candles.filter(({ open, high, low, close }) => {
        return (
          Math.max(Number(open), Number(close)) > Number(high) || Math.min(Number(open), Number(close)) < Number(low) || Number(low) <= 0
        );
      });
      expect(broken).toEqual([]);
    }
  });

  it('folds longer candles exactly from shorter ones, on the calendar of the venue', async () => {
    const zones = new Map(listings.map(({ instrument }) => [instrument.symbol, timezoneOf(instrument)]));
    for (const chunk of await history) {
      const zone = zones.get(chunk.symbol) ?? 'UTC';
      for (const [fine, coarse] of [
        ['ONE_MINUTE', 'ONE_HOUR'],
        ['ONE_MINUTE', 'FIFTEEN_MINUTES'],
        ['THIRTY_MINUTES', 'ONE_DAY'],
        ['ONE_MINUTE', 'ONE_DAY'],
      ] as const) {
        const parts = Map.groupBy(ofInterval(chunk, fine), (candle) => candleOpenTime(coarse, candle.openTime, zone));
        // The first group may lack its beginning.
        for (const candle of ofInterval(chunk, coarse)
          .filter(({ openTime }) => parts.has(openTime))
          .slice(1)) {
          expect(foldNumbers(parts.get(candle.openTime) ?? [])).toEqual(numbersOf(candle));
        }
      }
    }
  });

  it('ends with the price that the live feed begins with', async () => {
    const chunks = await history;
    const clock = new ManualClock(START);
    const live = new SimulatorFeed({ clock, seed: 7 });
    for await (const _ of live.history()) break;
    const iterator = live.open(null, new AbortController().signal)[Symbol.asyncIterator]();
    const { value } = await iterator.next();
    expect(value?.trades[0]?.occurredAt).toBeGreaterThanOrEqual(end);
    expect(value?.trades[0]?.occurredAt).toBeLessThan(START);
    const first = new Map(value?.trades.toReversed().map((trade: Trade) => [trade.symbol, trade.price]));
    expect(first.size).toBeGreaterThan(20);
    for (const [symbol, price] of first) {
      const close = chunks.find((chunk) => chunk.symbol === symbol)?.candles.findLast(({ interval }) => interval === 'ONE_MINUTE')?.close;
      expect(Math.abs(Number(price) / Number(close) - 1)).toBeLessThan(0.01);
    }
  });

  function numbersOf({ open, high, low, close, volume, tradeCount }: Candle) {
    return [open, high, low, close, Number(volume).toFixed(6), tradeCount];
  }
  function foldNumbers(parts: readonly Candle[]) {
    const by = (pick: (candle: Candle) => string) => parts.map(pick).toSorted(compareDecimals);
    const volume = parts.reduce((sum, candle) => sum + Math.round(Number(candle.volume) * 1e6), 0) / 1e6;
    const tradeCount = parts.reduce((sum, candle) => sum + candle.tradeCount, 0);
    return [parts[0]?.open, by(({ high }) => high).at(-1), by(({ low }) => low)[0], parts.at(-1)?.close, volume.toFixed(6), tradeCount];
  }
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, index) => (value - meanA) * ((b[index] ?? 0) - meanB)));
  const deviation = (values: readonly number[], center: number) => Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
  return covariance / (deviation(a, meanA) * deviation(b, meanB));
}
