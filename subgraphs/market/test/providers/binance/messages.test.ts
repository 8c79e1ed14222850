import { symbolOfProvider } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { BinanceMapper } from '../../../src/providers/binance/mapper.ts';

const pairOf = (product: string) => symbolOfProvider('binance', product);
const receivedAt = Date.parse('2021-10-12T00:30:00Z');

describe('messages of Binance', () => {
  it('tell times in microseconds as well as in milliseconds', () => {
    const at = (time: number) => {
      const frame = JSON.stringify({ e: 'trade', s: 'BTCUSDT', p: '1.5', q: '2', T: time, m: false, t: 7 });
      return new BinanceMapper(pairOf).read(frame, receivedAt).trades[0]?.occurredAt;
    };
    expect(at(1_633_998_512_063_999)).toBe(1_633_998_512_063);
    expect(at(1_633_998_512_063)).toBe(1_633_998_512_063);
  });

  const aggregate =
    '{"stream":"nknusdt@aggTrade","data":{"e":"aggTrade","E":1633998523963,"s":"NKNUSDT","a":15683430,"p":"0.35280000","q":"58.00000000","f":19862790,"l":19862790,"T":1633998523963,"m":false,"M":true}}';
  const single =
    '{"e":"trade","E":1633998523963,"s":"NKNUSDT","t":19862790,"p":"0.35280000","q":"58.00000000","b":1,"a":2,"T":1633998523963,"m":true,"M":true}';

  it("tell a trade by trade or aggTrade, raw or combined, with the taker's side", () => {
    expect(new BinanceMapper(pairOf).read(aggregate, receivedAt).trades).toEqual([
      {
        symbol: 'NKN-USDT',
        key: 15683430,
        price: '0.35280000',
        size: '58.00000000',
        side: 'BUY',
        occurredAt: 1633998523963,
        conditions: null,
      },
    ]);
    expect(new BinanceMapper(pairOf).read(single, receivedAt).trades).toMatchObject([{ key: 19862790, side: 'SELL' }]);
  });

  it('are not told twice where both streams of a symbol are read', () => {
    const mapper = new BinanceMapper(pairOf);
    expect([aggregate, single, aggregate].flatMap((frame) => mapper.read(frame, receivedAt).trades).map(({ key }) => key)).toEqual([
      15683430, 15683430,
    ]);
  });

  it('tell the spread by a book ticker, at the time it was received', () => {
    const book = '{"stream":"lrcbtc@bookTicker","data":{"u":421,"s":"LRCBTC","b":"0.00000638","B":"431","a":"0.00000639","A":"9"}}';
    expect(new BinanceMapper(pairOf).read(book, 1633998512063.5).quotes).toEqual([
      { symbol: 'LRC-BTC', key: 421, bid: '0.00000638', ask: '0.00000639', occurredAt: 1633998512063 },
    ]);
  });

  it('of unknown types are ignored, and malformed ones counted', () => {
    const mapper = new BinanceMapper(pairOf);
    mapper.read(
      '{"stream":"nknusdt@depth","data":{"e":"depthUpdate","E":1,"s":"NKNUSDT","U":1,"u":2,"b":[["0.35","1"]],"a":[]}}',
      receivedAt,
    );
    mapper.read('{"result":null,"id":1}', receivedAt);
    expect(mapper.malformed).toBe(0);
    mapper.read(aggregate.replace('"0.35280000"', '"NaN"'), receivedAt);
    mapper.read('7', receivedAt);
    expect(mapper.malformed).toBe(2);
  });
});

describe('trades of Binance', () => {
  const told = { e: 'trade', s: 'BTCUSDT', t: 7, p: '1.5', q: '2', T: receivedAt, m: false };

  it.each([
    ['two days ahead', { T: receivedAt + 2 * 86_400_000 }],
    ['before 1970', { T: -1 }],
    ['no time at all', { T: null }],
    ['of nanoseconds', { T: receivedAt * 1e6 }],
  ])('at a time that cannot be, %s, are counted and passed over', (_what, members) => {
    const mapper = new BinanceMapper(pairOf);
    expect(mapper.read(JSON.stringify({ ...told, ...members }), receivedAt).trades).toEqual([]);
    expect(mapper.malformed).toBe(1);
  });

  it.each([
    ['a size below 0', { q: '-2' }],
    ['a price of 0', { p: '0.00000000' }],
    ['a price of a thousand digits', { p: '1'.repeat(1_000) }],
    ['a price with a power of ten', { p: '1e5' }],
    ['an id beyond 2^53', { t: 2 ** 53 }],
    ['an id below 0', { t: -1 }],
  ])('with %s are counted and passed over', (_what, members) => {
    const mapper = new BinanceMapper(pairOf);
    expect(mapper.read(JSON.stringify({ ...told, ...members }), receivedAt).trades).toEqual([]);
    expect(mapper.malformed).toBe(1);
  });
});

describe('messages of Binance beside prices', () => {
  const signsOf = (message: object) => new BinanceMapper(pairOf).read(JSON.stringify(message), receivedAt).signs;

  it('acknowledge what the list of streams holds, and show that it is there', () => {
    expect(signsOf({ result: ['btcusdt@trade', 'btcusdt@bookTicker', 'ethbtc@trade'], id: 'list' })).toEqual([
      { kind: 'HEARTBEAT' },
      { kind: 'ACKNOWLEDGED', providerSymbols: ['BTCUSDT', 'ETHBTC'] },
    ]);
  });

  it('that answer a subscription acknowledge nothing: they come for pairs that are none, too', () => {
    expect(signsOf({ result: null, id: 1 })).toEqual([{ kind: 'HEARTBEAT' }]);
  });

  it('refuse a subscription, but not for a question that was refused', () => {
    const refusal = { code: 2, msg: 'Invalid request: unknown variant' };
    expect(signsOf({ ...refusal, id: 1 })).toEqual([
      { kind: 'REFUSED', providerSymbol: null, reason: '2: Invalid request: unknown variant' },
    ]);
    expect(signsOf({ error: refusal, id: 1 })).toHaveLength(1);
    expect(signsOf({ ...refusal, id: 'list' })).toBeUndefined();
  });

  it('tell the id of the newest trade, so that one that is missing is known before the next one', () => {
    const day = { e: '24hrTicker', E: receivedAt, s: 'BTCUSDT', c: '1.5', F: 1, L: 18150, n: 18150 };
    expect(signsOf({ stream: 'btcusdt@ticker', data: day })).toEqual([{ kind: 'NEWEST_TRADE', symbol: 'BTC-USDT', key: 18150 }]);
    expect(signsOf({ ...day, F: -1, L: -1, n: 0 })).toBeUndefined();
    const mapper = new BinanceMapper(pairOf);
    expect(mapper.read(JSON.stringify({ ...day, L: 'x' }), receivedAt)).toEqual({ trades: [], quotes: [] });
    expect(mapper.malformed).toBe(1);
  });

  it('tell a limit, and the end of the connection', () => {
    expect(signsOf({ code: -1003, msg: 'Too many messages' })).toMatchObject([{ kind: 'RATE_LIMITED' }]);
    expect(signsOf({ e: 'serverShutdown', E: receivedAt })).toMatchObject([{ kind: 'ENDING' }]);
    expect(signsOf({ stream: '', data: { e: 'serverShutdown', E: receivedAt } })).toMatchObject([{ kind: 'ENDING' }]);
    expect(signsOf({ event: { e: 'serverShutdown', E: receivedAt } })).toMatchObject([{ kind: 'ENDING' }]);
  });
});
