import { alphaVantageRefusals } from '@marketgraph/test-kit';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { alphaVantageVenue } from '../../../src/providers/alpha-vantage/alpha-vantage-venue.ts';
import { classifyAlphaVantage } from '../../../src/providers/alpha-vantage/classify.ts';
import { CANARY, instrument } from './polled.ts';

const NOW = Date.UTC(2026, 6, 15, 18, 0);
const at = (text: string) => Date.parse(text);
const venue = alphaVantageVenue({ intraday: true });

function request(symbol: string, name: string) {
  const found = venue.requests(instrument(symbol)).find(({ id }) => id.endsWith(` ${name}`));
  if (!found) throw new Error(`${symbol} is not asked for by ${name}.`);
  return found;
}
function read(symbol: string, name: string, body: unknown, receivedAt = NOW) {
  return request(symbol, name).read(body, receivedAt);
}
const classify = (body: unknown, status = 200) => classifyAlphaVantage(status, {}, typeof body === 'string' ? body : JSON.stringify(body));

it.each([
  ['the day is spent', alphaVantageRefusals.day('K'), 200, { kind: 'RATE_LIMITED', retryAfterMs: 4 * HOUR_MS }],
  ['calls come too fast', alphaVantageRefusals.tooFast(), 200, { kind: 'RATE_LIMITED', retryAfterMs: 5 * MINUTE_MS }],
  ['the older note', alphaVantageRefusals.oldNote(), 200, { kind: 'RATE_LIMITED', retryAfterMs: 5 * MINUTE_MS }],
  ['a paid function', alphaVantageRefusals.premium(), 200, { kind: 'NOT_ENTITLED' }],
  ['a wrong key', alphaVantageRefusals.wrongKey(), 200, { kind: 'UNAUTHORISED' }],
  ['the key of demonstrations', alphaVantageRefusals.demoKey(), 200, { kind: 'UNAUTHORISED' }],
  ['an unknown call', alphaVantageRefusals.unknownCall(), 200, { kind: 'BAD_REQUEST' }],
  ['a sentence that nobody knows', { Information: 'Hello.' }, 200, { kind: 'RATE_LIMITED' }],
  ['an unknown symbol', { 'Global Quote': {} }, 200, { kind: 'BAD_REQUEST' }],
  ['an empty object', {}, 200, { kind: 'MALFORMED' }],
  ['a list', [], 200, { kind: 'MALFORMED' }],
  ['a page', '<html>', 200, { kind: 'MALFORMED' }],
  ['too heavy use', 'Service Unavailable', 503, { kind: 'UPSTREAM_DOWN' }],
])('knows %s, whatever the status says', (_what, body, status, expected) => {
  expect(classify(body, status)).toMatchObject(expected);
});

it('reads a quote as the day of its last trading day: now while the session is on, its close afterwards', () => {
  const quote = (day: string) => ({
    'Global Quote': {
      '01. symbol': 'IBM',
      '02. open': '300.10',
      '03. high': '305.0000',
      '04. low': '299.5',
      '05. price': '304.2500',
      '06. volume': '3512345',
      '07. latest trading day': day,
      '08. previous close': '-',
      '10. change percent': '-0.5852%',
    },
  });
  const figures = { price: '304.2500', open: '300.10', high: '305.0000', low: '299.5', previousClose: null, volume: '3512345' };
  const today = read('IBM', 'GLOBAL_QUOTE', quote('2026-07-15'));
  expect(today).toEqual({ snapshots: [{ symbol: 'IBM', ...figures, occurredAt: NOW }], asOf: NOW });
  const before = read('IBM', 'GLOBAL_QUOTE', quote('2026-07-14'));
  expect(before?.snapshots?.[0]?.occurredAt).toBe(at('2026-07-14T20:00:00Z'));
  // Half a session, in winter.
  const eve = read('IBM', 'GLOBAL_QUOTE', quote('2025-11-28'));
  expect(eve?.asOf).toBe(at('2025-11-28T18:00:00Z'));
  expect(read('IBM', 'GLOBAL_QUOTE', quote('yesterday'))).toBeNull();
  expect(read('IBM', 'GLOBAL_QUOTE', { 'Global Quote': { '05. price': '0' } })).toBeNull();
});

const rate = (bid: string, ask: string) => ({
  'Realtime Currency Exchange Rate': {
    '1. From_Currency Code': 'EUR',
    '5. Exchange Rate': '1.08540000',
    '6. Last Refreshed': '2026-07-15 17:59:30',
    '7. Time Zone': 'UTC',
    '8. Bid Price': bid,
    '9. Ask Price': ask,
  },
});

it('reads a rate as bid and ask, and as a price where trades make prices or a side is missing', () => {
  const occurredAt = at('2026-07-15T17:59:30Z');
  const quote = { key: occurredAt, bid: '1.08530000', ask: '1.08550000', occurredAt };
  expect(read('EUR-USD', 'CURRENCY_EXCHANGE_RATE', rate('1.08530000', '1.08550000'))).toEqual({
    quotes: [{ symbol: 'EUR-USD', ...quote }],
    snapshots: [],
    asOf: occurredAt,
  });
  const crypto = read('BTC-USD', 'CURRENCY_EXCHANGE_RATE', rate('1.08530000', '1.08550000'));
  expect(crypto).toMatchObject({ quotes: [{ symbol: 'BTC-USD', ...quote }], snapshots: [{ symbol: 'BTC-USD', price: '1.08540000' }] });
  for (const [bid, ask] of [
    ['-', '-'],
    ['1.09', '1.08'],
  ] as const) {
    const told = read('XAU-USD', 'CURRENCY_EXCHANGE_RATE', rate(bid, ask));
    expect(told).toMatchObject({ quotes: [], snapshots: [{ symbol: 'XAU-USD', price: '1.08540000', occurredAt }] });
  }
});

it('never tells a time that is still to come', () => {
  const told = read('EUR-USD', 'CURRENCY_EXCHANGE_RATE', rate('1', '2'), at('2026-07-15T17:00:00Z'));
  expect(told?.asOf).toBe(at('2026-07-15T17:00:00Z'));
});

const bar = (open: string, close = open) => ({ '1. open': open, '2. high': '300', '3. low': '1', '4. close': close, '5. volume': '12' });

it('reads days oldest first, at the midnight of their venue, and leaves out the one that is not over', () => {
  const series = {
    'Time Series (Daily)': { '2026-07-15': bar('15'), '2026-07-14': bar('14'), '2026-03-06': bar('6'), '2026-03-09': bar('9') },
  };
  const told = read('IBM', 'TIME_SERIES_DAILY', series);
  expect(told?.candles).toMatchObject([{ symbol: 'IBM', interval: 'ONE_DAY' }]);
  expect(told?.candles?.[0]?.candles.map(({ openTime, open }) => [new Date(openTime).toISOString(), open])).toEqual([
    ['2026-03-06T05:00:00.000Z', '6'],
    ['2026-03-09T04:00:00.000Z', '9'],
    ['2026-07-14T04:00:00.000Z', '14'],
  ]);
  expect(told?.asOf).toBe(at('2026-07-14T04:00:00Z'));
  // Half an hour after New York's close the day is over, though its candle lasts until midnight.
  expect(read('IBM', 'TIME_SERIES_DAILY', series, at('2026-07-15T20:30:00Z'))?.asOf).toBe(at('2026-07-15T04:00:00Z'));
});

it.each([
  ['winter', '2026-01-05 09:30:00', '2026-01-05T14:30:00Z'],
  ['summer', '2026-07-06 09:30:00', '2026-07-06T13:30:00Z'],
  ['the Monday after clocks went forward', '2026-03-09 09:30:00', '2026-03-09T13:30:00Z'],
  ['the Monday after clocks went back', '2025-11-03 09:30:00', '2025-11-03T14:30:00Z'],
  ['the hour that clocks skip', '2026-03-08 02:30:00', '2026-03-08T07:30:00Z'],
  ['the hour that clocks show twice', '2025-11-02 01:30:00', '2025-11-02T05:30:00Z'],
])('reads times of New York in %s', (_when, text, expected) => {
  const body = { 'Meta Data': { '6. Time Zone': 'US/Eastern' }, 'Time Series (5min)': { [text]: bar('10') } };
  const told = read('IBM', 'TIME_SERIES_INTRADAY', body, at(expected) + DAY_MS);
  expect(told?.candles?.[0]).toMatchObject({ interval: 'FIVE_MINUTES', candles: [{ openTime: at(expected) }] });
});

it('leaves out the minutes that may still form, and times of a zone that it does not know', () => {
  const body = {
    'Meta Data': { '6. Time Zone': 'UTC' },
    'Time Series FX (5min)': { '2026-07-15 17:55:00': bar('2'), '2026-07-15 17:50:00': bar('1') },
  };
  expect(read('EUR-USD', 'FX_INTRADAY', body)?.candles?.[0]?.candles.map(({ open }) => open)).toEqual(['1']);
  expect(read('EUR-USD', 'FX_INTRADAY', { ...body, 'Meta Data': { '6. Time Zone': 'Mars/Olympus' } })).toBeNull();
});

it('reads days of currencies without a volume, and of crypto units in both shapes that they had', () => {
  const { '5. volume': _none, ...fx } = bar('2');
  const told = read('EUR-USD', 'FX_DAILY', { 'Time Series FX (Daily)': { '2026-07-14': fx } });
  expect(told?.candles?.[0]?.candles).toEqual([{ openTime: at('2026-07-14'), open: '2', high: '300', low: '1', close: '2', volume: null }]);
  const older = {
    '1a. open (CNY)': '700.1',
    '1b. open (USD)': '100.1',
    '2a. high (CNY)': '707',
    '2b. high (USD)': '101',
    '3a. low (CNY)': '693',
    '3b. low (USD)': '99',
    '4a. close (CNY)': '703.5',
    '4b. close (USD)': '100.5',
    '5. volume': '3478.12345678',
    '6. market cap (USD)': '1',
  };
  const name = 'Time Series (Digital Currency Daily)';
  const days = { [name]: { '2026-07-14': bar('50.5'), '2023-07-14': older } };
  const openTime = at('2023-07-14');
  expect(read('BTC-USD', 'DIGITAL_CURRENCY_DAILY', days)?.candles?.[0]?.candles).toEqual([
    { openTime, open: '100.1', high: '101', low: '99', close: '100.5', volume: '3478.12345678' },
    { openTime: at('2026-07-14'), open: '50.5', high: '300', low: '1', close: '50.5', volume: '12' },
  ]);
});

it('skips candles whose figures cannot be true together, and tells none where none is', () => {
  const name = 'Time Series (Daily)';
  const days = { '2026-07-10': bar('10'), '2026-07-09': bar('301'), '2026-07-08': { '1. open': 'None' }, 'no day': bar('3') };
  expect(read('IBM', 'TIME_SERIES_DAILY', { [name]: days })?.candles?.[0]?.candles.map(({ open }) => open)).toEqual(['10']);
  expect(read('IBM', 'TIME_SERIES_DAILY', { [name]: { a: 1, b: 2 } })).toBeNull();
  expect(read('IBM', 'TIME_SERIES_DAILY', { 'Meta Data': {} })).toBeNull();
});

const commodity = (unit: string, ...data: [string, string][]) => ({ unit, data: data.map(([date, value]) => ({ date, value })) });

it('reads commodities: missing values are left out, and WTI was below zero once', () => {
  const told = read(
    'WTI-USD',
    'WTI',
    commodity('dollars per barrel', ['2020-04-21', '.'], ['2020-04-20', '-36.98'], ['2020-04-17', '18.31']),
  );
  expect(told?.candles).toMatchObject([
    {
      interval: 'ONE_DAY',
      candles: [
        { openTime: at('2020-04-17T04:00:00Z'), close: '18.31', volume: null },
        { openTime: at('2020-04-20T04:00:00Z'), open: '-36.98', high: '-36.98', low: '-36.98', close: '-36.98' },
      ],
    },
  ]);
  expect(told?.snapshots).toMatchObject([{ price: '-36.98' }]);
  expect(told?.asOf).toBeNull();
});

it('tells copper by the pound, as it is traded, and nothing in a unit that it does not know', () => {
  const told = read('COPPER-USD', 'COPPER', commodity('dollar per metric ton', ['2026-06-01', '10000.5'], ['2026-05-01', '-10000.5']));
  expect(told?.candles).toMatchObject([
    { interval: 'ONE_MONTH', candles: [{ close: '-4.53615' }, { openTime: at('2026-06-01'), close: '4.53615' }] },
  ]);
  expect(read('COPPER-USD', 'COPPER', commodity('yen per wagon', ['2026-06-01', '1']))).toBeNull();
  expect(read('COFFEE-USD', 'COFFEE', commodity('cents per pound', ['2026-06-01', '215.25']))?.snapshots).toMatchObject([
    { price: '2.1525' },
  ]);
});

it('asks for what it has, under its own names', () => {
  const asked = (symbol: string) =>
    alphaVantageVenue()
      .requests(instrument(symbol))
      .map(({ query }) => query);
  expect(asked('SAP.DE')).toMatchObject([{ function: 'GLOBAL_QUOTE', symbol: 'SAP.DEX' }, { function: 'TIME_SERIES_DAILY' }]);
  expect(asked('BRK.B')).toMatchObject([{ symbol: 'BRK.B' }, { symbol: 'BRK.B' }]);
  expect(asked('USD-JPY')).toMatchObject([
    { from_currency: 'USD', to_currency: 'JPY' },
    { function: 'FX_DAILY', from_symbol: 'USD' },
  ]);
  expect(asked('BTC-EUR')).toMatchObject([{ from_currency: 'BTC' }, { symbol: 'BTC', market: 'EUR' }]);
  expect(asked('NATGAS-USD')).toEqual([{ function: 'NATURAL_GAS', interval: 'daily' }]);
  expect(['^SPX', '7203.T', 'SHEL.L', 'WTI-EUR'].flatMap(asked)).toEqual([]);
  expect(JSON.stringify(asked('IBM'))).not.toContain(CANARY);
});

it('makes of every answer prices or nothing, and never fails', () => {
  const names = [
    'Global Quote',
    'Meta Data',
    'Time Series (Daily)',
    'Realtime Currency Exchange Rate',
    'unit',
    'data',
    'Note',
    '1. open',
    '6. Time Zone',
  ];
  const times = ['2026-01-05', '2026-13-45', '9999-12-31', '0000-01-01 00:00:00', '2026-03-08 02:30:00'];
  const texts = fc.oneof(fc.constantFrom('1.5', '-', '.', '1e400', 'US/Eastern', 'dollars per barrel', ...times), fc.string());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, texts, fc.double(), fc.constant(null), fc.array(tie('tree'), { maxLength: 3 }), tie('fields')),
    fields: fc.dictionary(fc.constantFrom(...names, ...times, '05. price', '07. latest trading day', 'date', 'value'), tie('tree')),
  }));
  const requests = ['IBM', 'EUR-USD', 'BTC-USD', 'WTI-USD', 'COPPER-USD'].flatMap((symbol) => venue.requests(instrument(symbol)));
  fc.assert(
    fc.property(tree, (body) => {
      expect(classify(body).kind).toEqual(expect.any(String));
      for (const one of requests) expect(one.read(body, NOW)).toSatisfy((told) => told === null || typeof told === 'object');
    }),
    { numRuns: 2_000 },
  );
});
