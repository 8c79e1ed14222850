import { symbolOfProvider } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { BinanceMapper } from '../../src/providers/binance/mapper.ts';
import { CoinbaseMapper } from '../../src/providers/coinbase/mapper.ts';
import { KrakenMapper } from '../../src/providers/kraken/mapper.ts';

const pairOf = (product: string) => symbolOfProvider('any venue', product);

describe('messages of Coinbase', () => {
  const lastMatch =
    '{"type":"last_match","trade_id":881613,"maker_order_id":"27fff20b-af29-4f45-8744-56dd1ef57dc0","taker_order_id":"1da6ce16-c8da-4732-9f71-6049f4c6aaf8",' +
    '"side":"sell","size":"0.04","price":"14.7775","product_id":"BAND-GBP","sequence":333938798,"time":"2021-04-17T16:43:30.244075Z"}';

  it("tell a trade by match and last_match alike, with the venue's id and the taker's side", () => {
    const expected = {
      symbol: 'BAND-GBP',
      key: 881613,
      price: '14.7775',
      size: '0.04',
      side: 'BUY',
      occurredAt: Date.parse('2021-04-17T16:43:30.244Z'),
      conditions: null,
    };
    const mapper = new CoinbaseMapper(pairOf);
    expect(mapper.read(lastMatch)).toEqual({ trades: [expected], quotes: [] });
    expect(mapper.read(lastMatch.replace('last_match', 'match')).trades).toEqual([expected]);
    expect(mapper.read(lastMatch.replace('"sell"', '"buy"')).trades[0]?.side).toBe('SELL');
  });

  it('tell the spread by a ticker, and nothing by one that lacks it', () => {
    const mapper = new CoinbaseMapper(pairOf);
    const ticker =
      '{"type":"ticker","sequence":27883326,"product_id":"SKL-GBP","price":"0.5752","best_bid":"0.5752","best_ask":"0.5771","side":"sell","time":"2021-04-17T16:43:29.571587Z","trade_id":82007,"last_size":"1008.2"}';
    expect(mapper.read(ticker).quotes).toEqual([
      { symbol: 'SKL-GBP', key: 27883326, bid: '0.5752', ask: '0.5771', occurredAt: Date.parse('2021-04-17T16:43:29.571Z') },
    ]);
    expect(mapper.read('{"type":"ticker","sequence":1,"product_id":"SKL-GBP","price":"0.5752"}')).toEqual({ trades: [], quotes: [] });
    expect(mapper.malformed).toBe(0);
  });

  it('of unknown types are ignored, and malformed ones counted', () => {
    const mapper = new CoinbaseMapper(pairOf);
    mapper.read('{"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD"}');
    mapper.read('{"type":"subscriptions","channels":[]}');
    expect(mapper.malformed).toBe(0);
    for (const frame of [
      'not json',
      '[]',
      lastMatch.replace('"14.7775"', '14.7775'),
      lastMatch.replace('BAND-GBP', 'band gbp !'),
      lastMatch.replace('881613', '-1'),
    ]) {
      expect(mapper.read(frame)).toEqual({ trades: [], quotes: [] });
    }
    expect(mapper.malformed).toBe(5);
  });
});

describe('messages of Binance', () => {
  it('tell times in microseconds as well as in milliseconds', () => {
    const at = (time: number) => {
      const frame = JSON.stringify({ e: 'trade', s: 'BTCUSDT', p: '1.5', q: '2', T: time, m: false, t: 7 });
      return new BinanceMapper(pairOf).read(frame, 0).trades[0]?.occurredAt;
    };
    expect(at(1_633_998_512_063_999)).toBe(1_633_998_512_063);
    expect(at(1_633_998_512_063)).toBe(1_633_998_512_063);
  });

  const aggregate =
    '{"stream":"nknusdt@aggTrade","data":{"e":"aggTrade","E":1633998523963,"s":"NKNUSDT","a":15683430,"p":"0.35280000","q":"58.00000000","f":19862790,"l":19862790,"T":1633998523963,"m":false,"M":true}}';
  const single =
    '{"e":"trade","E":1633998523963,"s":"NKNUSDT","t":19862790,"p":"0.35280000","q":"58.00000000","b":1,"a":2,"T":1633998523963,"m":true,"M":true}';

  it("tell a trade by trade or aggTrade, raw or combined, with the taker's side", () => {
    expect(new BinanceMapper(pairOf).read(aggregate, 0).trades).toEqual([
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
    expect(new BinanceMapper(pairOf).read(single, 0).trades).toMatchObject([{ key: 19862790, side: 'SELL' }]);
  });

  it('are not told twice where both streams of a symbol are read', () => {
    const mapper = new BinanceMapper(pairOf);
    expect([aggregate, single, aggregate].flatMap((frame) => mapper.read(frame, 0).trades).map(({ key }) => key)).toEqual([
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
    mapper.read('{"stream":"nknusdt@depth","data":{"e":"depthUpdate","E":1,"s":"NKNUSDT","U":1,"u":2,"b":[["0.35","1"]],"a":[]}}', 0);
    mapper.read('{"result":null,"id":1}', 0);
    expect(mapper.malformed).toBe(0);
    mapper.read(aggregate.replace('"0.35280000"', '"NaN"'), 0);
    mapper.read('7', 0);
    expect(mapper.malformed).toBe(2);
  });
});

describe('messages of two venues', () => {
  it('tell no spread while a side of the book is empty, which is nothing wrong', () => {
    const [binance, coinbase] = [new BinanceMapper(pairOf), new CoinbaseMapper(pairOf)];
    const ticker = '{"type":"ticker","sequence":1,"product_id":"SKL-GBP","best_bid":"0","best_ask":"1","time":"2021-04-17T16:43:29Z"}';
    expect(binance.read('{"u":3,"s":"BTCUSDT","b":"1","B":"2","a":"0.00000000","A":"0"}', 1).quotes).toEqual([]);
    expect(coinbase.read(ticker).quotes).toEqual([]);
    expect([binance.malformed, coinbase.malformed]).toEqual([0, 0]);
  });
});

describe('messages of Kraken', () => {
  const update =
    '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":0.0000001,"qty":117.5,"ord_type":"market","trade_id":4665906,"timestamp":"2023-09-25T07:49:37.708706Z"},' +
    '{"symbol":"BTC/USD","side":"buy","price":26254.1,"qty":0.5,"ord_type":"limit","trade_id":4665907,"timestamp":"2023-09-25T07:49:37.708706Z"}]}';

  it('tell several trades in one frame, with decimals that are no powers of ten', () => {
    expect(new KrakenMapper(pairOf).read(update).trades).toMatchObject([
      { symbol: 'BTC-USD', key: 4665906, price: '0.0000001', size: '117.5', side: 'SELL' },
      { symbol: 'BTC-USD', key: 4665907, price: '26254.1', size: '0.5', side: 'BUY' },
    ]);
  });

  it('of other channels and of the older protocol say nothing, and malformed ones are counted', () => {
    const mapper = new KrakenMapper(pairOf);
    mapper.read('{"channel":"heartbeat"}');
    mapper.read('{"method":"pong","req_id":101}');
    expect(mapper.malformed).toBe(0);
    mapper.read('{"channel":"trade","data":[{"symbol":"BTC/USD"}]}');
    mapper.read('{');
    expect(mapper.malformed).toBe(2);
  });

  it('of amounts that are not above 0, or that no decimal can tell, are malformed', () => {
    for (const amount of ['-117.5', '0', '1e-19', '1e25']) {
      for (const told of ['117.5', '0.0000001']) {
        const mapper = new KrakenMapper(pairOf);
        expect(mapper.read(update.replace(told, amount)).trades).toEqual([]);
        expect([amount, mapper.malformed]).toEqual([amount, 1]);
      }
    }
  });
});

describe('a pair', () => {
  it('is told from every way that venues write it', () => {
    expect(['BTC-USD', 'BTC/USD', 'btcusdt', 'LRCBTC', 'NKNUSDT', 'RUNEEUR', 'USDT', 'XYZ', 'A B-USD'].map(pairOf)).toEqual([
      'BTC-USD',
      'BTC-USD',
      'BTC-USDT',
      'LRC-BTC',
      'NKN-USDT',
      'RUNE-EUR',
      null,
      null,
      null,
    ]);
  });
});
