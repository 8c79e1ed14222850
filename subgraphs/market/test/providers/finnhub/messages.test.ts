import { expect, it } from 'vitest';
import { effectOf } from '../../../src/domain/sale-conditions.ts';
import { FinnhubMapper } from '../../../src/providers/finnhub/mapper.ts';
import { finnhubSymbolOf } from '../../../src/providers/finnhub/symbols.ts';
import { finnhubVenue } from '../../../src/providers/finnhub/venue.ts';

const now = Date.parse('2026-11-20T15:00:00Z');
const names: Record<string, string> = { AAPL: 'AAPL', 'BINANCE:BTCUSDT': 'BTC-USDT', 'OANDA:EUR_USD': 'EUR-USD' };

function read(frame: string) {
  const mapper = new FinnhubMapper((name) => names[name] ?? null);
  return { ...mapper.read(frame, now), malformed: mapper.malformed };
}

const frame = (...data: string[]) => `{"data":[${data.join(',')}],"type":"trade"}`;

it('one frame tells trades of several symbols, with the digits that were written', () => {
  const { trades, malformed } = read(
    frame(
      `{"c":["1","12"],"p":150.10,"s":"AAPL","t":${now - 5},"v":100}`,
      `{"c":null,"p":43211.07000000,"s":"BINANCE:BTCUSDT","t":${now - 4},"v":0.00001200}`,
      `{"p":1.05e-2,"s":"OANDA:EUR_USD","t":${now - 3},"v":0}`,
    ),
  );
  expect(malformed).toBe(0);
  expect(trades).toEqual([
    { symbol: 'AAPL', key: 0, price: '150.10', size: '100', side: null, occurredAt: now - 5, conditions: 'finnhub:1,12' },
    { symbol: 'BTC-USDT', key: 0, price: '43211.07000000', size: '0.00001200', side: null, occurredAt: now - 4, conditions: null },
    { symbol: 'EUR-USD', key: 0, price: '0.0105', size: '0', side: null, occurredAt: now - 3, conditions: null },
  ]);
});

it.each(['finnhub:1', 'finnhub:1,12', 'finnhub:20', 'finnhub:a,ff'])('conditions that no table knows count fully: %s', (conditions) => {
  expect(effectOf(conditions)).toEqual({ priced: 2, volume: true, ignored: false });
});

it('what is wrong with one trade is not the fault of the others', () => {
  const good = `{"p":1,"s":"AAPL","t":${now},"v":1}`;
  const bad = [
    `{"p":0,"s":"AAPL","t":${now},"v":1}`,
    `{"p":-1,"s":"AAPL","t":${now},"v":1}`,
    `{"p":"x","s":"AAPL","t":${now},"v":1}`,
    `{"p":1,"s":"AAPL","t":${now},"v":-1}`,
    `{"p":1,"s":"AAPL","t":${now + 2 * 86_400_000},"v":1}`,
    `{"p":1,"s":"AAPL","t":"soon","v":1}`,
    `{"p":1,"s":"UNKNOWN","t":${now},"v":1}`,
    'null',
  ];
  expect(read(frame(...bad, good))).toMatchObject({ trades: [{ price: '1' }], malformed: bad.length });
});

it.each(['no JSON', '[]', '7', '{}', '{"type":null}', '{"type":"trade"}', '{"type":"trade","data":{}}'])('%s is malformed', (text) => {
  expect(read(text)).toMatchObject({ trades: [], malformed: 1 });
});

it('unknown types say nothing', () => {
  expect(read('{"type":"news","data":[]}')).toEqual({ trades: [], quotes: [], malformed: 0 });
});

it('a ping is a heartbeat', () => {
  expect(read('{"type":"ping"}').signs).toEqual([{ kind: 'HEARTBEAT' }]);
});

it.each([
  ['Invalid symbol: NOSUCH', { kind: 'REFUSED', providerSymbol: 'NOSUCH' }],
  ['Subscribing to too many symbols', { kind: 'REFUSED', providerSymbol: null }],
  ['API limit reached', { kind: 'RATE_LIMITED', retryAfterMs: null }],
  ['Invalid API key', { kind: 'ENDING' }],
])('the error "%s" is understood by its words', (msg, sign) => {
  expect(read(JSON.stringify({ type: 'error', msg })).signs).toEqual([{ ...sign, reason: msg }]);
});

it.each([
  ['AAPL', 'AAPL'],
  ['BRK.B', 'BRK.B'],
  ['BTC-USDT', 'BINANCE:BTCUSDT'],
  ['BTC-USD', 'COINBASE:BTC-USD'],
  ['EUR-USD', 'OANDA:EUR_USD'],
  ['XAU-USD', 'OANDA:XAU_USD'],
  ['WTI-USD', null],
  ['not a symbol', null],
])('%s is %s there', (symbol, own) => {
  expect(finnhubSymbolOf(symbol)).toBe(own);
});

it('the key is in the address and in no message', () => {
  const rest = { quotes: async () => [] } as never;
  const venue = finnhubVenue({ wsUrl: 'wss://ws.example/path?region=1', key: 'k&y', rest });
  expect(venue.url).toBe('wss://ws.example/path?region=1&token=k%26y');
  expect(venue.subscribe(['AAPL', 'MSFT'])).toEqual(['{"type":"subscribe","symbol":"AAPL"}', '{"type":"subscribe","symbol":"MSFT"}']);
});
