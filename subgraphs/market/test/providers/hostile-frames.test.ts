import { isDecimal, isSymbol, symbolOfProvider } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPossible } from '../../src/domain/tick-time.ts';
import { BinanceMapper } from '../../src/providers/binance/mapper.ts';
import { CoinbaseMapper } from '../../src/providers/coinbase/mapper.ts';
import { KrakenMapper } from '../../src/providers/kraken/mapper.ts';
import type { MappedFrame } from '../../src/providers/wire-mapper.ts';

const receivedAt = Date.parse('2026-11-21T09:00:00Z');
const at = '2026-11-21T08:59:59.123456Z';

/** One good frame of each kind; what is hostile is made of them. */
const venues = {
  binance: {
    mapper: () => new BinanceMapper((product) => symbolOfProvider('binance', product)),
    frames: [
      { stream: 'btcusdt@trade', data: { e: 'trade', s: 'BTCUSDT', t: 7, p: '1.5', q: '2', T: receivedAt, m: false } },
      { u: 3, s: 'BTCUSDT', b: '1', B: '3', a: '1.1', A: '4' },
      { e: '24hrTicker', s: 'BTCUSDT', F: 1, L: 7 },
      { result: ['btcusdt@trade'], id: 'list' },
      { code: 2, msg: 'Invalid request', id: 1 },
    ],
  },
  coinbase: {
    mapper: () => new CoinbaseMapper((product) => symbolOfProvider('coinbase', product)),
    frames: [
      { type: 'match', trade_id: 1, side: 'buy', size: '1', price: '2.5', product_id: 'BTC-USD', time: at },
      { type: 'ticker', sequence: 9, product_id: 'BTC-USD', best_bid: '1', best_ask: '2', time: at },
      { type: 'heartbeat', sequence: 90, last_trade_id: 20, product_id: 'BTC-USD', time: at },
      { type: 'subscriptions', channels: [{ name: 'matches', product_ids: ['BTC-USD'] }] },
      { type: 'error', message: 'Failed to subscribe', reason: 'X is not a valid product' },
    ],
  },
  kraken: {
    mapper: () => new KrakenMapper((product) => symbolOfProvider('kraken', product)),
    frames: [
      { channel: 'trade', data: [{ symbol: 'BTC/USD', side: 'buy', price: 1.5, qty: 2, trade_id: 7, timestamp: at }] },
      { channel: 'ticker', data: [{ symbol: 'BTC/USD', bid: 1.5, ask: 2, timestamp: at }] },
      { method: 'subscribe', success: true, result: { channel: 'trade', symbol: 'BTC/USD' }, req_id: 1 },
      { method: 'subscribe', success: false, error: 'Currency pair not supported', symbol: 'FOO/USD', req_id: 1 },
    ],
  },
};

const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    -1,
    0,
    1.5,
    2 ** 53,
    1e300,
    -0,
    1e-300,
    '',
    '0',
    '-5',
    '1e5',
    '1'.repeat(400),
    'BTC-USD',
    'no pair !',
    null,
    [],
    {},
  ),
  fc.constantFrom<unknown>(at, '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '2026-11-23T09:00:01Z', receivedAt * 1e3, receivedAt + 9e7),
);

/** Any value anywhere in it replaced, or text cut off. */
const damaged = (frames: readonly object[]) =>
  fc.tuple(fc.constantFrom(...frames), fc.nat(), hostile, fc.double({ min: 0, max: 1, noNaN: true })).map(([frame, place, value, cut]) => {
    let left = place % 12;
    const text = JSON.stringify(frame, (_key, member: unknown) => (left-- === 0 ? value : member)) ?? 'null';
    return cut < 0.1 ? text.slice(0, Math.floor(text.length * cut * 10)) : text;
  });

it.each(Object.keys(venues) as (keyof typeof venues)[])('whatever %s sends, what is told of it is a price that can be', (name) => {
  const { mapper, frames } = venues[name];
  fc.assert(
    fc.property(fc.array(damaged(frames), { minLength: 1, maxLength: 5 }), (texts) => {
      const reading = mapper();
      for (const text of texts) check(reading.read(text, receivedAt));
    }),
    { numRuns: 3_000 },
  );
});

function check({ trades, quotes, signs = [] }: MappedFrame): void {
  for (const { symbol, key, price, size, occurredAt, side } of trades) {
    expect([isSymbol(symbol), Number.isSafeInteger(key) && key >= 0, isDecimal(price), isDecimal(size)]).toEqual([true, true, true, true]);
    expect([Number(price) > 0, Number(size) >= 0, side === 'BUY' || side === 'SELL']).toEqual([true, true, true]);
    expect(Number.isSafeInteger(occurredAt)).toBe(true);
  }
  for (const { symbol, key, bid, ask, occurredAt } of quotes) {
    expect([isSymbol(symbol), Number.isSafeInteger(key) && key >= 0, Number(bid) > 0, Number(ask) > 0]).toEqual([true, true, true, true]);
    expect([isDecimal(bid), isDecimal(ask), Number.isSafeInteger(occurredAt)]).toEqual([true, true, true]);
  }
  for (const sign of signs) {
    if ('reason' in sign) expect(typeof sign.reason).toBe('string');
    if (sign.kind === 'NEWEST_TRADE')
      expect([isSymbol(sign.symbol), Number.isSafeInteger(sign.key) && sign.key >= 0]).toEqual([true, true]);
    if (sign.kind === 'ACKNOWLEDGED') expect(sign.providerSymbols.every((one) => typeof one === 'string')).toBe(true);
  }
}

it.each(['binance', 'kraken'] as const)('trades of %s at times that cannot be are none', (name) => {
  const { mapper, frames } = venues[name];
  const [trade] = frames;
  for (const later of [86_400_001, 2 * 86_400_000, 1e12]) {
    const when = name === 'kraken' ? JSON.stringify(new Date(receivedAt + later).toISOString()) : String(receivedAt + later);
    const text = JSON.stringify(trade).replace(name === 'kraken' ? JSON.stringify(at) : String(receivedAt), when);
    const reading = mapper();
    expect([reading.read(text, receivedAt).trades, reading.malformed]).toEqual([[], 1]);
    expect(isPossible(receivedAt + later, { provenance: 'LIVE', receivedAt })).toBe(false);
  }
});
