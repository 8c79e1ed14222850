import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unavailable } from '@marketgraph/test-kit';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleCloseTime } from '../../src/domain/calendar.ts';
import type { Candle } from '../../src/domain/candle.ts';
import type { PriceFeed } from '../../src/domain/price-feed.ts';
import { instrument, nyse } from '../market-bench.ts';
import { type GraphCandle, plain, playRecordings, type RecordedMarket } from './recorded-market.ts';

const directory = process.env['RECORDINGS_DIR'] ?? '';
if (!directory) unavailable('Oracles of recorded prices', 'RECORDINGS_DIR is not set.');

type Row = Readonly<Record<string, string>>;

describe.runIf(directory)('recorded prices, from feed to graph', () => {
  let market: RecordedMarket;

  beforeAll(async () => {
    const { streams } = JSON.parse(readFileSync(join(directory, 'recording.json'), 'utf8')) as { streams: object[] };
    market = await playRecordings(directory, streams, [secondsAsTrades()]);
  }, 180_000);
  afterAll(() => market?.close());

  it('make every bid and ask bar of EUR-USD', async () => {
    const bars = table('market/bars/eurusd-quote-1m-20140501.csv');
    expect(bars).toHaveLength(1_363);
    for (const side of ['bid', 'ask'] as const) {
      const ours = await market.candles('EUR-USD', 'ONE_MINUTE', dayOf('2014-05-01'), side === 'bid' ? 'BID' : 'ASK');
      const prices = (candle: GraphCandle) => [candle.openTime, candle.open, candle.high, candle.low, candle.close];
      expect(ours.map(prices)).toEqual(bars.map((bar) => [Number(bar['ts_ms']), ...pricesOf(bar, `${side}_`)]));
    }
  });

  it.each(['20161007', '20161008'])('make every minute of BTC-USD at Coinbase from its seconds, volume included: %s', async (day) => {
    const bars = table(`market/bars/btcusd-coinbase-1m-${day}.csv`);
    const ours = await market.candles('XBT-USD', 'ONE_MINUTE', dayOf(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`));
    expect(bars.length).toBeGreaterThan(1_000);
    expect(ours.map((candle) => [candle.openTime, candle.open, candle.high, candle.low, candle.close, candle.volume])).toEqual(
      bars.map((bar) => [Number(bar['ts_ms']), ...pricesOf(bar, ''), plain(bar['volume'])]),
    );
  });

  it.each([
    ['SPY', 828, 250_601, 97_062_721],
    ['IBM', 453, 24_293, 3_960_352],
  ])("have the vendor's volume in 99 of 100 minutes of %s, and lose no trade", async (symbol, minutes, trades, shares) => {
    const bars = table(`market/bars/${symbol.toLowerCase()}-1m-20131007.csv`);
    const ours = new Map((await market.candles(symbol, 'ONE_MINUTE', dayOf('2013-10-07'))).map((candle) => [candle.openTime, candle]));
    expect(bars).toHaveLength(minutes);
    const exact = bars.filter((bar) => ours.get(Number(bar['ts_ms']))?.volume === plain(bar['volume']));
    expect(exact.length / bars.length).toBeGreaterThanOrEqual(0.99);
    const counted = await market.rows('SELECT count(*)::int AS trades, sum(size)::int AS shares FROM market.trades WHERE symbol = $1', [
      symbol,
    ]);
    expect(counted).toEqual([{ trades, shares }]);
  });

  it.each(['SPY', 'IBM'])('have highs and lows of %s nearer to those of the vendor than without sale conditions', async (symbol) => {
    const bars = table(`market/bars/${symbol.toLowerCase()}-1m-20131007.csv`);
    const ours = await market.candles(symbol, 'ONE_MINUTE', dayOf('2013-10-07'));
    const [byRule, byAll] = [agreement(bars, ours), agreement(bars, ofAllTrades(symbol))];
    expect(byRule.high + byRule.low).toBeGreaterThan(byAll.high + byAll.low);
    expect(byRule.high / bars.length).toBeGreaterThan(0.84);
  });

  it('make the minutes of the hour of Kraken as a walk through its lines does', async () => {
    const trades = table('market/trades/kraken-btcusd-20190701T00.csv').map((row) => ({ at: Number(row['ts_ms']), ...priceAndSize(row) }));
    const ours = await market.rows(BY_SOURCE, ['BTC-USD', 'kraken']);
    expect(ours).toEqual(walked(trades));
  });

  it('make the minutes of the websocket sessions as a walk through their frames does', async () => {
    const sessions = sessionTrades();
    expect(sessions.map(([venue]) => venue).filter((venue) => venue === 'coinbase')).toHaveLength(10);
    expect(sessions.some(([venue]) => venue === 'binance')).toBe(true);
    for (const [venue, symbol, trades] of sessions) {
      expect(await market.rows(BY_SOURCE, [symbol, venue]), `${venue} ${symbol}`).toEqual(walked(trades));
    }
  });

  it.each([
    ['AAPL', 'aapl', 'America/New_York'],
    ['SPY', 'spy', 'America/New_York'],
    ['BTC-USD', 'btcusd-coinbase', null],
  ])('come with the daily bars of %s, all of their years', async (symbol, file, timezone) => {
    const bars = table(`market/daily/${file}.csv.gz`);
    await market.addHistory(dailyFeed(symbol, bars, timezone));
    const wanted = bars.map((bar) => [midnight(bar['date'] ?? '', timezone), ...pricesOf(bar, ''), plain(bar['volume'])]);
    const ours = await market.rows<Record<string, unknown>>(DAILY, [symbol, `${symbol} daily`]);
    expect(ours.map(({ openTime, open, high, low, close, volume }) => [openTime, open, high, low, close, volume])).toEqual(wanted);
  });

  function dayOf(date: string) {
    const from = Date.parse(`${date}T00:00:00Z`);
    return { from, to: from + DAY_MS };
  }
});

const BY_SOURCE = `SELECT (extract(epoch FROM open_time) * 1000)::float8 AS "openTime", trim_scale(open)::text AS open, trim_scale(high)::text AS high,
  trim_scale(low)::text AS low, trim_scale(close)::text AS close, trim_scale(volume)::text AS volume, trade_count AS count
  FROM market.candles WHERE symbol = $1 AND source = $2 AND basis = 'LAST' AND "interval" = 'ONE_MINUTE' AND trade_count > 0 AND volume > 0 ORDER BY open_time`;

const DAILY = `SELECT (extract(epoch FROM open_time) * 1000)::float8 AS "openTime", trim_scale(open)::text AS open, trim_scale(high)::text AS high,
  trim_scale(low)::text AS low, trim_scale(close)::text AS close, trim_scale(volume)::text AS volume
  FROM market.candles WHERE symbol = $1 AND source = $2 AND "interval" = 'ONE_DAY' ORDER BY open_time`;

/** A provider's own daily bars, as the history of its feed. */
function dailyFeed(symbol: string, bars: readonly Row[], timezone: string | null): PriceFeed {
  const exchange = timezone ? nyse : null;
  const candles = bars.map((bar): Candle => {
    const openTime = midnight(bar['date'] ?? '', timezone);
    const closeTime = candleCloseTime('ONE_DAY', openTime, timezone ?? 'UTC');
    const { open = '', high = '', low = '', close = '', volume = '' } = bar;
    return { interval: 'ONE_DAY', basis: 'LAST', openTime, closeTime, open, high, low, close, volume, tradeCount: 0 };
  });
  const name = `${symbol} daily`;
  return {
    name,
    instruments: [instrument(symbol, { exchange, assetClass: exchange ? 'STOCK' : 'CRYPTO' })],
    async *open() {},
    async *history() {
      yield { symbol, source: name, until: candles.at(-1)?.closeTime ?? 0, candles };
    },
  };
}

/** Midnight of a date on the wall: New York is four or five hours behind. */
function midnight(date: string, timezone: string | null): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  if (!timezone) return utc;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: 'numeric', hourCycle: 'h23' });
  return [4, 5].map((hours) => utc + hours * HOUR_MS).find((at) => Number(format.format(at)) === 0) ?? utc;
}

function lines(file: string): string[] {
  const bytes = readFileSync(join(directory, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split(/\r?\n/);
}

function table(file: string): Row[] {
  const [header = '', ...rows] = lines(file);
  const names = header.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((field, index) => [names[index] ?? '', field])));
}

function pricesOf(bar: Row, prefix: string): string[] {
  return ['open', 'high', 'low', 'close'].map((name) => plain(bar[`${prefix}${name}`]));
}

function priceAndSize(row: Row): { price: string; size: string } {
  return { price: row['price'] ?? '', size: row['size'] ?? '' };
}

/** A second's bar as four trades, the last of them with all of its volume: that makes the same second. */
function secondsAsTrades() {
  const entry = {
    file: 'extra/seconds.csv',
    kind: 'trades',
    symbol: 'XBT-USD',
    source: 'coinbase-seconds',
    assetClass: 'CRYPTO',
    currency: 'USD',
  };
  const rows = ['20161007', '20161008'].flatMap((day) =>
    table(`market/bars/btcusd-coinbase-1s-${day}.csv.gz`).flatMap((bar) =>
      ['open', 'high', 'low', 'close'].map((name) => `${bar['ts_ms']},${bar[name]},${name === 'close' ? bar['volume'] : 0}`),
    ),
  );
  return { entry, csv: ['ts_ms,price,size', ...rows].join('\n') };
}

interface Ohlc {
  readonly openTime: number;
  readonly high: string;
  readonly low: string;
}

/** Bars whose high, or low, is ours. */
function agreement(bars: readonly Row[], ours: readonly Ohlc[]): { high: number; low: number } {
  const byTime = new Map(ours.map((candle) => [candle.openTime, candle]));
  const of = (name: 'high' | 'low') => bars.filter((bar) => byTime.get(Number(bar['ts_ms']))?.[name] === plain(bar[name])).length;
  return { high: of('high'), low: of('low') };
}

function ofAllTrades(symbol: string): Ohlc[] {
  const rows = table(`market/trades/${symbol.toLowerCase()}-20131007.csv.gz`);
  return walked(rows.map((row) => ({ at: Number(row['ts_ms']), ...priceAndSize(row) })));
}

interface PlainTrade {
  readonly at: number;
  readonly price: string;
  readonly size: string;
}

/** In the order of the file, which is that of the venue. */
function walked(trades: readonly PlainTrade[]) {
  const sorted = [...trades].sort((a, b) => a.at - b.at);
  const minutes = Map.groupBy(sorted, ({ at }) => Math.floor(at / MINUTE_MS) * MINUTE_MS);
  return [...minutes].map(([openTime, group]) => {
    const prices = group.map(({ price }) => plain(price)).sort((a, b) => Number(a) - Number(b));
    const volume = group.reduce((sum, { size }) => sum + unitsOf(size), 0n);
    const [open, close] = [plain(group[0]?.price), plain(group.at(-1)?.price)];
    return { openTime, open, high: prices.at(-1) ?? '', low: prices[0] ?? '', close, volume: textOf(volume), count: group.length };
  });
}

/** Plain arithmetic in units of 10^-18. */
function unitsOf(size: string): bigint {
  const [whole = '0', fraction = ''] = size.split('.');
  return BigInt(whole + fraction.padEnd(18, '0'));
}

function textOf(units: bigint): string {
  const text = units.toString().padStart(19, '0');
  return plain(`${text.slice(0, -18)}.${text.slice(-18)}`);
}

/** Trades of the recorded frames by venue and symbol, each of its id once. */
function sessionTrades(): [string, string, PlainTrade[]][] {
  const found = new Map<string, Map<string, PlainTrade>>();
  const add = (name: string, id: unknown, trade: PlainTrade) => {
    const known = found.get(name) ?? new Map<string, PlainTrade>();
    found.set(name, known.set(String(id), trade));
  };
  for (const line of lines('ws/coinbase-20210417.jsonl.gz')) {
    const frame = JSON.parse(JSON.parse(line).recv ?? '{}');
    if (frame.type !== 'match' && frame.type !== 'last_match') continue;
    add(`coinbase ${frame.product_id}`, frame.trade_id, { at: Date.parse(frame.time), price: frame.price, size: frame.size });
  }
  for (const line of lines('ws/binance-20211012.jsonl.gz')) {
    const { data } = JSON.parse(JSON.parse(line).recv ?? '{}');
    if (data?.e !== 'aggTrade') continue;
    const symbol = String(data.s).replace(/(USDT|BTC|ETH|EUR)$/, '-$1');
    add(`binance ${symbol}`, data.a, { at: data.T, price: data.p, size: data.q });
  }
  return [...found].map(([name, trades]) => {
    const [venue = '', symbol = ''] = name.split(' ');
    return [venue, symbol, [...trades].sort(([a], [b]) => Number(a) - Number(b)).map(([, trade]) => trade)];
  });
}
