import { symbolOfProvider } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { KrakenMapper } from '../../../src/providers/kraken/mapper.ts';
import { TICKER_REQUEST, TRADE_REQUEST } from '../../../src/providers/kraken/signs.ts';

const pairOf = (product: string) => symbolOfProvider('kraken', product);
const receivedAt = Date.parse('2023-09-25T07:49:38Z');
const at = '2023-09-25T07:49:37.708706Z';

function trade(members: Readonly<Record<string, string>> = {}): string {
  const told = { symbol: '"BTC/USD"', side: '"sell"', price: '26254.10', qty: '0.50000000', ord_type: '"market"', trade_id: '4665906' };
  const members_ = Object.entries({ ...told, timestamp: `"${at}"`, ...members });
  return `{${members_.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}

function frame(channel: 'trade' | 'ticker', ...data: string[]): string {
  return `{"channel":"${channel}","type":"update","data":[${data.join(',')}]}`;
}

function read(text: string) {
  const mapper = new KrakenMapper(pairOf);
  return { ...mapper.read(text, receivedAt), malformed: mapper.malformed };
}

describe('trades of Kraken', () => {
  it('are several in one frame, with the side of the taker and the digits that were written', () => {
    const second = trade({ trade_id: '4665907', side: '"buy"', price: '1e-7', qty: '117.5' });
    expect(read(frame('trade', trade(), second)).trades).toEqual([
      {
        symbol: 'BTC-USD',
        key: 4665906,
        price: '26254.10',
        size: '0.50000000',
        side: 'SELL',
        occurredAt: Date.parse('2023-09-25T07:49:37.708Z'),
        conditions: null,
      },
      expect.objectContaining({ key: 4665907, side: 'BUY', price: '0.0000001', size: '117.5' }),
    ]);
  });

  it('keep what a float would lose', () => {
    expect(read(frame('trade', trade({ price: '12345678901234567.25', qty: '0.100000000000000001' }))).trades).toMatchObject([
      { price: '12345678901234567.25', size: '0.100000000000000001' },
    ]);
  });

  it.each([
    ['a price below 0', { price: '-1' }],
    ['a price of 0', { price: '0.00' }],
    ['a size below 0', { qty: '-0.5' }],
    ['a size of 0', { qty: '0' }],
    ['a price beyond all digits', { price: '1e31' }],
    ['a price of a thousand digits', { price: '1'.repeat(1_000) }],
    ['a power of ten without end', { price: '1e999999999' }],
    ['a size too small to tell', { qty: '1e-19' }],
    ['an id beyond 2^53', { trade_id: '9007199254740993' }],
    ['an id below 0', { trade_id: '-1' }],
    ['an id that is no whole number', { trade_id: '1.5' }],
    ['a side that is none', { side: '"hold"' }],
    ['a pair that we cannot name', { symbol: '"BTC USD !"' }],
    ['a pair that is a number', { symbol: '7' }],
    ['a day that no calendar has', { timestamp: '"2023-02-30T07:49:37Z"' }],
    ['a time of another zone', { timestamp: '"2023-09-25T07:49:37+02:00"' }],
    ['a time two days ahead', { timestamp: '"2023-09-27T07:49:39Z"' }],
    ['a time before there were venues', { timestamp: '"0001-01-01T00:00:00Z"' }],
    ['a time that is a number', { timestamp: '1695628177' }],
    ['no price', { price: 'null' }],
  ])('with %s are counted and passed over, and the others of the frame are told', (_what, members) => {
    const told = read(frame('trade', trade(members), trade({ trade_id: '4665907' })));
    expect(told.trades.map(({ key }) => key)).toEqual([4665907]);
    expect(told.malformed).toBe(1);
  });

  it.each(['{', '[]', '7', '', '{"channel":"trade"}', '{"channel":"trade","data":{}}', '{"channel":"ticker","data":"x"}'])(
    'in a frame that is none, %s, are counted as one',
    (text) => {
      expect(read(text)).toEqual({ trades: [], quotes: [], malformed: 1 });
    },
  );
});

describe('tickers of Kraken', () => {
  const ticker = '{"symbol":"BTC/USD","bid":26254.00,"bid_qty":1.5,"ask":26254.10,"ask_qty":2,"last":26254.1,"volume":99.0,"change":-1.2}';

  it('tell best bid and ask at the time they came, each under a greater key', () => {
    const mapper = new KrakenMapper(pairOf);
    const quotes = [0, 0, 1].flatMap((later) => mapper.read(frame('ticker', ticker), receivedAt + later).quotes);
    expect(quotes[0]).toEqual({ symbol: 'BTC-USD', key: receivedAt * 1_000, bid: '26254.00', ask: '26254.10', occurredAt: receivedAt });
    expect(quotes.map(({ key }) => key)).toEqual([receivedAt * 1_000, receivedAt * 1_000 + 1, receivedAt * 1_000 + 1_000]);
  });

  it('tell it at the time of the venue where that is told', () => {
    const timed = ticker.replace('"last"', `"timestamp":"${at}","last"`);
    expect(read(frame('ticker', timed)).quotes).toMatchObject([{ occurredAt: Date.parse('2023-09-25T07:49:37.708Z') }]);
  });

  it('with an empty side of the book tell no spread, and are nothing wrong', () => {
    for (const bid of ['0', '0.0', 'null']) {
      expect(read(frame('ticker', ticker.replace('26254.00', bid)))).toEqual({ trades: [], quotes: [], malformed: 0 });
    }
  });

  it.each(['-1', '"26254"x', '1e40'])('with a bid of %s are counted and passed over', (bid) => {
    expect(read(frame('ticker', ticker.replace('26254.00', bid)))).toEqual({ trades: [], quotes: [], malformed: 1 });
  });
});

describe('messages of Kraken beside prices', () => {
  const subscribed = (channel: string) =>
    `{"method":"subscribe","result":{"channel":"${channel}","snapshot":true,"symbol":"BTC/USD"},"success":true,"time_in":"${at}","time_out":"${at}","req_id":1}`;
  const refused = (request: number) =>
    `{"error":"Currency pair not supported FOO/USD","method":"subscribe","success":false,"symbol":"FOO/USD","req_id":${request}}`;

  it('acknowledge a pair when its trades are subscribed to', () => {
    expect(read(subscribed('trade')).signs).toEqual([{ kind: 'ACKNOWLEDGED', providerSymbols: ['BTC/USD'] }]);
    expect(read(subscribed('ticker')).signs).toEqual([{ kind: 'HEARTBEAT' }]);
  });

  it('refuse a pair by its name; without its spread it still has its trades', () => {
    const reason = 'Currency pair not supported FOO/USD';
    expect(read(refused(TRADE_REQUEST)).signs).toEqual([{ kind: 'REFUSED', providerSymbol: 'FOO/USD', reason }]);
    expect(read(refused(TICKER_REQUEST)).signs).toBeUndefined();
  });

  it('say that it is there, by a heartbeat, a pong and its status', () => {
    for (const text of [
      '{"channel":"heartbeat"}',
      `{"method":"pong","req_id":3,"time_in":"${at}","time_out":"${at}"}`,
      '{"channel":"status","type":"update","data":[{"api_version":"v2","connection_id":13834774380200032777,"system":"online","version":"2.0.0"}]}',
    ])
      expect(read(text).signs).toEqual([{ kind: 'HEARTBEAT' }]);
  });

  it('tell a limit that was exceeded', () => {
    for (const text of ['{"Error":"Exceeded msg rate"}', '{"error":"Exceeded msg rate","method":"subscribe","success":false,"req_id":1}'])
      expect(read(text).signs).toEqual([{ kind: 'RATE_LIMITED', retryAfterMs: null, reason: 'Exceeded msg rate' }]);
  });

  it('that are unknown say nothing, and are not malformed', () => {
    for (const text of ['{"channel":"ohlc","data":[]}', '{"method":"unsubscribe","success":true}', '{"future":1}', '{"error":7}'])
      expect(read(text)).toEqual({ trades: [], quotes: [], malformed: 0 });
  });
});
