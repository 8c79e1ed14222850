import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Logger, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedDelivery } from '../../src/domain/price-feed.ts';
import { openRecordings, type RecordingOptions } from '../../src/providers/recording/open-recordings.ts';
import type { RecordingFeed } from '../../src/providers/recording/recording-feed.ts';
import { numberStreams } from '../../src/providers/recording/stream-numbers.ts';

const START = Date.parse('2013-10-07T13:30:00Z');
const NOW = Date.parse('2026-11-20T14:00:00Z');

const trades = [
  'ts_ms,price,size,exchange,condition_hex',
  `${START},167.41,100,P,20002000`,
  `${START},167.41,100,P,20002000`,
  `${START + 150},167.4150,1400,,`,
  'broken,1,2,,',
  `${START + 2_000},167.40,5,T,`,
].join('\n');
const quotes = ['ts_ms,bid,ask', `${START},1.38676,1.38686`, `${START + 620},1.38676,1.38687`].join('\r\n');
const match = (id: number, product: string, time: string) =>
  JSON.stringify({ type: 'match', trade_id: id, side: 'buy', size: '0.5', price: '10.25', product_id: product, sequence: 9, time });
const session = [
  { t: 1618677816.8, connect: 'wss://venue.example' },
  { t: 1618677817.0, sent: '{"type":"subscribe"}' },
  { t: 1618677817.1, recv: match(7, 'SKL-USD', '2021-04-17T16:43:30.244075Z') },
  { t: 1618677817.2, recv: '{"type":"heartbeat"}' },
  { t: 1618677818.4, recv: match(8, 'BAND-GBP', '2021-04-17T16:43:38.100000Z') },
]
  .map((frame) => JSON.stringify(frame))
  .join('\n');

const spy = { file: 'trades/spy.csv.gz', kind: 'trades', symbol: 'SPY', source: 'lean', assetClass: 'ETF', currency: 'USD' };
const euro = { file: 'quotes/eurusd.csv', kind: 'quotes', symbol: 'EUR-USD', source: 'oanda', assetClass: 'FOREX', currency: 'USD' };
const coinbase = { file: 'ws/coinbase.jsonl.gz', kind: 'websocket', provider: 'coinbase' };

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recording-'));
  await write('trades/spy.csv.gz', gzipSync(trades));
  await write('quotes/eurusd.csv', quotes);
  await write('ws/coinbase.jsonl.gz', gzipSync(session));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(file: string, content: string | Buffer) {
  await mkdir(dirname(join(directory, file)), { recursive: true });
  await writeFile(join(directory, file), content);
}

async function open(streams: object[], options: Partial<RecordingOptions> = {}): Promise<RecordingFeed[]> {
  await write('recording.json', JSON.stringify({ streams }));
  return openRecordings({ directory, speed: 'max', times: 'kept', clock: new ManualClock(NOW), logger: silentLogger, ...options });
}

async function read(feed: RecordingFeed | undefined, position: string | null = null): Promise<FeedDelivery[]> {
  const found: FeedDelivery[] = [];
  for await (const delivery of feed?.open(position, new AbortController().signal) ?? []) found.push(delivery);
  return found;
}

describe('a recording', () => {
  it('plays each line once, also when lines repeat each other, and names it by file and line', async () => {
    const [feed] = await open([spy]);
    const found = await read(feed);
    const number = numberStreams(['trades/spy.csv.gz']).get('trades/spy.csv.gz') ?? 0;
    expect(feed?.name).toBe('recording:trades/spy.csv.gz');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ source: 'lean', provenance: 'REPLAYED', receivedAt: NOW });
    expect(found[0]?.trades).toEqual([
      { symbol: 'SPY', key: number * 2 ** 32 + 2, price: '167.41', size: '100', side: null, occurredAt: START, conditions: 'P 20002000' },
      { symbol: 'SPY', key: number * 2 ** 32 + 3, price: '167.41', size: '100', side: null, occurredAt: START, conditions: 'P 20002000' },
      { symbol: 'SPY', key: number * 2 ** 32 + 4, price: '167.4150', size: '1400', side: null, occurredAt: START + 150, conditions: null },
      { symbol: 'SPY', key: number * 2 ** 32 + 6, price: '167.40', size: '5', side: null, occurredAt: START + 2_000, conditions: 'T' },
    ]);
    expect(found[0]?.trades.every(({ key }) => Number.isSafeInteger(key))).toBe(true);
  });

  it('tells what became of a trade under the key of its line, moved as its trades are', async () => {
    const lines = [
      'ts_ms,price,size,correction,corrects_line,corrects_ts_ms',
      `${START},10,100,,,`,
      `${START + 5},,,CANCEL,2,${START}`,
      `${START + 6},10.50,90,correct,5,${START + 7}`,
      `${START + 7},11,90,,,`,
      `${START + 8},,,CORRECT,2,${START}`,
      `${START + 8},,,BUST,2,${START}`,
    ];
    await write('trades/corrected.csv', lines.join('\n'));
    const corrected = { ...spy, file: 'trades/corrected.csv' };
    const base = (numberStreams([corrected.file]).get(corrected.file) ?? 0) * 2 ** 32;
    const [delivery] = await read((await open([corrected]))[0]);
    expect(delivery?.trades.map(({ key }) => key - base)).toEqual([2, 5]);
    expect(delivery?.corrections).toEqual([
      { symbol: 'SPY', key: base + 3, tradeKey: base + 2, tradeAt: START, kind: 'CANCEL', price: null, size: null },
      { symbol: 'SPY', key: base + 4, tradeKey: base + 5, tradeAt: START + 7, kind: 'CORRECT', price: '10.50', size: '90' },
    ]);
    const [moved] = await read((await open([corrected], { times: 'now', speed: 'max' }))[0]);
    expect(moved?.corrections?.[0]?.tradeAt).toBe(moved?.trades[0]?.occurredAt);
  });

  it('passes over sizes below 0, and prices that are not above 0 where it is no commodity', async () => {
    const lines = ['10,1', '10,-1', '-10,1', '0,1', '10,0'].map((line) => `${START},${line}`);
    await write('trades/odd.csv', ['ts_ms,price,size', ...lines].join('\n'));
    await write('quotes/odd.csv', ['ts_ms,bid,ask', ...lines].join('\n'));
    const told = async (assetClass: string) => {
      const stock = { ...spy, assetClass };
      const feeds = await open([
        { ...stock, file: 'trades/odd.csv' },
        { ...stock, file: 'quotes/odd.csv', kind: 'quotes' },
      ]);
      const [ofTrades = [], ofQuotes = []] = await Promise.all(feeds.map((feed) => read(feed)));
      const trades = ofTrades.flatMap((delivery) => delivery.trades.map(({ price, size }) => `${price},${size}`));
      return [trades, ofQuotes.flatMap((delivery) => delivery.quotes.map(({ bid, ask }) => `${bid},${ask}`))];
    };
    expect(await told('ETF')).toEqual([['10,1', '10,0'], ['10,1']]);
    expect(await told('COMMODITY')).toEqual([
      ['10,1', '-10,1', '0,1', '10,0'],
      ['10,1', '10,-1', '-10,1', '0,1', '10,0'],
    ]);
  });

  it.each([
    ['condition_hex', '20002020', 'P 20002020', 'flags:20002020'],
    ['cta_conditions', '@ F T', 'P cta:@FT', 'cta:@FT'],
    ['utp_conditions', '@4', 'P utp:@4', 'utp:@4'],
  ])('keeps the sale conditions of a column %s under its table', async (column, told, stored, withoutExchange) => {
    await write(
      'trades/told.csv',
      `ts_ms,price,size,exchange,${column}\n${START},10,1,P,${told}\n${START},10,1,,${told}\n${START},10,1,D,`,
    );
    const [delivery] = await read((await open([{ ...spy, file: 'trades/told.csv' }]))[0]);
    expect(delivery?.trades.map(({ conditions }) => conditions)).toEqual([stored, withoutExchange, 'D']);
  });

  it("plays quotes, and a session through its venue's own messages with the venue's ids", async () => {
    const [, second] = await open([spy, euro, coinbase]);
    expect((await read(second))[0]?.quotes).toMatchObject([
      { bid: '1.38676', ask: '1.38686' },
      { bid: '1.38676', ask: '1.38687', occurredAt: START + 620 },
    ]);
    const third = (await open([spy, euro, coinbase]))[2];
    expect(third?.instruments.map(({ symbol, currency }) => [symbol, currency])).toEqual([
      ['SKL-USD', 'USD'],
      ['BAND-GBP', 'GBP'],
    ]);
    expect((await read(third))[0]).toMatchObject({
      source: 'coinbase',
      trades: [
        { symbol: 'SKL-USD', key: 7 },
        { symbol: 'BAND-GBP', key: 8 },
      ],
    });
  });

  it('goes on after a restart with the same rows, wherever it was cut', async () => {
    const rows = 4_500;
    const lines = Array.from(
      { length: rows },
      (_, index) => `${START + index * 3},${(100 + (index % 50) / 100).toFixed(2)},${1 + (index % 9)}`,
    );
    await write('trades/spy.csv.gz', gzipSync(['ts_ms,price,size', ...lines].join('\n')));
    const [feed] = await open([spy]);
    const whole = await read(feed);
    expect(whole.map((delivery) => delivery.trades.length)).toEqual([2_000, 2_000, 500]);
    const all = whole.flatMap((delivery) => delivery.trades);
    expect(new Set(all.map(({ key }) => key)).size).toBe(rows);
    for (const [index, { position }] of whole.entries()) {
      const rest = (await read(feed, position)).flatMap((delivery) => delivery.trades);
      expect(rest).toEqual(whole.slice(index + 1).flatMap((delivery) => delivery.trades));
    }
  });

  it('numbers its files by their names, whatever else is listed', () => {
    const alone = numberStreams(['b.csv']).get('b.csv');
    expect(numberStreams(['a.csv', 'b.csv', 'c.csv']).get('b.csv')).toBe(alone);
    const many = Array.from({ length: 5_000 }, (_, index) => `file-${index}`);
    const numbers = [...numberStreams(many).values()];
    expect(new Set(numbers).size).toBe(5_000);
    expect(Math.max(...numbers)).toBeLessThan(2 ** 20);
  });

  it('keeps its pace, from its own start', async () => {
    const clock = new ManualClock(NOW);
    const [feed] = await open([spy], { clock, speed: 2 });
    const found = reading(feed);
    await found.has(1);
    expect(found.deliveries.map((delivery) => delivery.trades.length)).toEqual([2]);
    await clock.advance(120);
    await found.has(2);
    expect(found.deliveries.map((delivery) => delivery.trades.length)).toEqual([2, 1]);
    await clock.advance(1_000);
    await found.has(3);
    expect(found.deliveries.at(-1)).toMatchObject({ receivedAt: NOW + 1_000, trades: [{ price: '167.40', occurredAt: START + 2_000 }] });
  });

  it('says at once that it plays when nothing is due yet, and where it stands', async () => {
    const clock = new ManualClock(NOW);
    const [feed] = await open([spy], { clock, speed: 1, times: 'now' });
    const opened = (position: string | null) => feed?.open(position, new AbortController().signal)[Symbol.asyncIterator]();
    const first = (await opened(null)?.next())?.value;
    expect(first.trades).toHaveLength(2);
    expect((await opened(first.position)?.next())?.value).toMatchObject({ trades: [], quotes: [], position: first.position });
  });

  it('tells how late it is, and warns once when it cannot keep its pace', async () => {
    const notices: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (sentence) => notices.push(sentence) };
    const lines = Array.from({ length: 100 }, (_, index) => `${START + index * 50},10.00,1`);
    await write('trades/spy.csv.gz', gzipSync(['ts_ms,price,size', ...lines].join('\n')));
    const clock = new ManualClock(NOW);
    const [feed] = await open([spy], { clock, speed: 1, logger });
    const deliveries = feed?.open(null, new AbortController().signal)[Symbol.asyncIterator]();
    await deliveries?.next();
    expect([feed?.lagMs?.(), notices]).toEqual([0, []]);
    // Whoever takes its deliveries is busy for so long.
    await clock.advance(2_520);
    const { value } = (await deliveries?.next()) ?? {};
    expect(value.trades).toHaveLength(50);
    expect([feed?.lagMs?.(), notices]).toEqual([2_470, ['A recording cannot keep its pace.']]);
  });

  it('moves its times to now by a shift that a restart keeps', async () => {
    const clock = new ManualClock(NOW);
    const [feed] = await open([spy], { clock, speed: 1, times: 'now' });
    const found = reading(feed);
    await found.has(1);
    expect(found.deliveries[0]?.trades[0]?.occurredAt).toBe(NOW);
    await clock.advance(90_000);
    const [again] = await open([spy], { clock, speed: 1, times: 'now' });
    const rest = await read(again, found.deliveries[0]?.position);
    expect(rest.flatMap((delivery) => delivery.trades).map(({ occurredAt }) => occurredAt)).toEqual([NOW + 150, NOW + 2_000]);
  });

  it('ends when it is stopped', async () => {
    const clock = new ManualClock(NOW);
    const [feed] = await open([spy], { clock, speed: 1 });
    const found = reading(feed);
    await found.has(1);
    found.stop();
    await found.ended;
    expect(found.deliveries).toHaveLength(1);
  });

  it('knows its instruments from the files beside it', async () => {
    await write(
      'reference/symbol_properties.csv',
      'market,symbol,type,description,quote_currency,contract_multiplier,minimum_price_variation,lot_size,market_ticker\ncoinbase,SKLUSD,crypto,SKALE-US Dollar,USD,1,0.0001,0.1,SKL-USD\noanda,EURUSD,forex,EUR/USD,USD,1,0.00001,1\n',
    );
    await write(
      'reference/sp500_constituents.csv',
      'Symbol,Security,GICS Sector,GICS Sub-Industry,Headquarters Location\nIBM,"IBM, the company",Information Technology,IT,"Armonk, New York"\n',
    );
    await write('reference/nasdaq_listed_symbols.csv', 'Symbol,Company Name\nQQQ,Invesco\n');
    await write('trades/ibm.csv', trades);
    await write('trades/qqq.csv', trades);
    const feeds = await open([
      { ...spy, file: 'trades/ibm.csv', symbol: 'IBM', assetClass: 'STOCK' },
      { ...spy, file: 'trades/qqq.csv', symbol: 'QQQ' },
      euro,
      coinbase,
    ]);
    const [ibm, qqq, eur, skl] = feeds.flatMap((feed) => feed.instruments);
    expect(ibm).toMatchObject({
      name: 'IBM, the company',
      sector: 'Information Technology',
      tickSize: '0.01',
      exchange: { code: 'XNYS', timezone: 'America/New_York' },
    });
    expect(qqq).toMatchObject({ name: 'QQQ', region: 'AMERICAS', exchange: { code: 'XNAS' } });
    expect(eur).toMatchObject({ name: 'EUR-USD', tickSize: '0.00001', exchange: null, region: 'GLOBAL' });
    expect(skl).toMatchObject({ symbol: 'SKL-USD', name: 'SKALE / US Dollar', tickSize: '0.0001', assetClass: 'CRYPTO' });
  });

  it('plays only the symbols that are asked for', async () => {
    const feeds = await open([spy, euro, coinbase], { plays: (symbol) => ['SPY', 'SKL-USD'].includes(symbol) });
    expect(feeds.flatMap((feed) => feed.instruments).map(({ symbol }) => symbol)).toEqual(['SPY', 'SKL-USD']);
  });

  it('skips with a notice what nothing reads yet', async () => {
    const notices: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (sentence, details) => notices.push(`${sentence} ${JSON.stringify(details)}`) };
    await write('ws/other.jsonl', session);
    await write('ws/silent.jsonl', JSON.stringify({ t: 1, recv: '{"type":"heartbeat"}' }));
    const feeds = await open(
      [
        { file: 'x.bin', kind: 'video' },
        { ...coinbase, file: 'ws/other.jsonl', provider: 'nobody' },
        { ...coinbase, file: 'ws/silent.jsonl' },
        spy,
      ],
      { logger },
    );
    expect(feeds.map(({ name }) => name)).toEqual(['recording:trades/spy.csv.gz']);
    expect(notices).toHaveLength(3);
  });

  it('says what is wrong with what it is given', async () => {
    await expect(
      openRecordings({ directory: join(directory, 'none'), speed: 1, times: 'kept', clock: new ManualClock(), logger: silentLogger }),
    ).rejects.toThrow(/recording.json/);
    await expect(open([{ ...spy, file: 'gone.csv' }])).rejects.toThrow(/gone.csv, which is not there/);
    await expect(open([{ ...spy, symbol: 'not a symbol' }])).rejects.toThrow(/not a symbol/);
    await expect(open([spy, spy])).rejects.toThrow(/listed twice/);
    await write('trades/spy.csv.gz', gzipSync('time,value\n1,2'));
    await expect(read((await open([spy]))[0])).rejects.toThrow(/lacks the columns ts_ms, price, size/);
    await write('trades/spy.csv.gz', gzipSync(trades.repeat(2_000)).subarray(0, 200));
    await expect(read((await open([spy]))[0])).rejects.toThrow();
  });
});

/** Reads a paced feed beside the test, which moves the clock. */
function reading(feed: RecordingFeed | undefined) {
  const deliveries: FeedDelivery[] = [];
  const stopping = new AbortController();
  let arrived = () => {};
  const ended = (async () => {
    for await (const delivery of feed?.open(null, stopping.signal) ?? []) {
      deliveries.push(delivery);
      arrived();
    }
  })();
  const has = async (count: number) => {
    while (deliveries.length < count) await new Promise<void>((resolve) => (arrived = resolve));
  };
  return { deliveries, has, ended, stop: () => stopping.abort() };
}
