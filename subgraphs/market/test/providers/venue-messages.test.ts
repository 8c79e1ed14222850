import { symbolOfProvider } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { BinanceMapper } from '../../src/providers/binance/mapper.ts';
import { CoinbaseMapper } from '../../src/providers/coinbase/mapper.ts';

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

describe('messages of Coinbase and Binance', () => {
  it('tell no spread while a side of the book is empty, which is nothing wrong', () => {
    const [binance, coinbase] = [new BinanceMapper(pairOf), new CoinbaseMapper(pairOf)];
    const ticker = '{"type":"ticker","sequence":1,"product_id":"SKL-GBP","best_bid":"0","best_ask":"1","time":"2021-04-17T16:43:29Z"}';
    expect(binance.read('{"u":3,"s":"BTCUSDT","b":"1","B":"2","a":"0.00000000","A":"0"}', 1).quotes).toEqual([]);
    expect(coinbase.read(ticker).quotes).toEqual([]);
    expect([binance.malformed, coinbase.malformed]).toEqual([0, 0]);
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
