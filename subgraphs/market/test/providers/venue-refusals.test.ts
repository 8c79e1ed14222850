import { isDecimal, symbolOfProvider } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { BinanceMapper } from '../../src/providers/binance/mapper.ts';
import { CoinbaseMapper } from '../../src/providers/coinbase/mapper.ts';

const pairOf = (product: string) => symbolOfProvider('any venue', product);

/** What the venues promise, as schemas: the mappers check by hand, and must refuse what these refuse. */
const decimal = z.string().refine(isDecimal);
/** A size, or a side of a book, which is 0 where nobody stands. */
const amount = decimal.refine((text) => !text.startsWith('-'));
const price = amount.refine((text) => Number(text) > 0);
const id = z.int().nonnegative();
const execution = { s: z.string(), p: price, q: amount, T: z.int().nonnegative(), m: z.boolean() };
const time = z.iso.datetime();
const promised = {
  trade: z.object({ ...execution, t: id }),
  aggTrade: z.object({ ...execution, a: id }),
  bookTicker: z.object({ u: id, s: z.string(), b: amount, a: amount }),
  match: z.object({ trade_id: id, side: z.enum(['buy', 'sell']), size: amount, price, product_id: z.string(), time }),
  ticker: z.object({
    sequence: id,
    product_id: z.string(),
    best_bid: amount.optional(),
    best_ask: amount.optional(),
    time: time.optional(),
  }),
};
const at = '2021-04-17T16:43:30.244075Z';
const messages: Readonly<Record<keyof typeof promised, object>> = {
  trade: { e: 'trade', s: 'BTCUSDT', p: '1.5', q: '2', T: 5, m: false, t: 7 },
  aggTrade: { e: 'aggTrade', s: 'BTCUSDT', p: '1.5', q: '2', T: 5, m: true, a: 7 },
  bookTicker: { u: 3, s: 'BTCUSDT', b: '1', a: '1.1', B: '3', A: '4' },
  match: { type: 'match', trade_id: 1, side: 'buy', size: '1', price: '2.5', product_id: 'BTC-USD', time: at },
  ticker: { type: 'ticker', sequence: 9, product_id: 'BTC-USD', best_bid: '1', best_ask: '2', time: at },
};
const odd = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    '',
    'x',
    '1',
    '1.',
    '.5',
    '-0',
    '0',
    '0.00',
    '-1.5',
    '1e5',
    '+1',
    ' 1',
    '1'.repeat(31),
    'sell',
    'BTC-USD',
    'no pair !',
  ),
  fc.constantFrom(0, -1, 1.5, 2 ** 53, 1e300, true, false),
  fc.constantFrom([], {}, ['1']),
  fc.constantFrom('2021-02-30T16:43:30Z', '2020-02-29T16:43:30Z', '2021-04-17T16:43Z', '2021-04-17T24:00:00Z', '2021-04-17t16:43:30z'),
  fc.constantFrom(
    '2021-04-17T16:43:30+00:00',
    '2021-04-17T16:43:60Z',
    '2021-04-17 16:43:30Z',
    '2021-04-17T16:43:30.1Z',
    '0000-01-01T00:00:00Z',
  ),
);

it.each(Object.keys(messages) as (keyof typeof promised)[])('a %s is refused exactly when it is not what its venue promises', (kind) => {
  const members = Object.keys(messages[kind]).filter((name) => name !== 'e' && name !== 'type');
  fc.assert(
    fc.property(fc.constantFrom(...members), odd, fc.boolean(), (member, value, isWrapped) => {
      const message = JSON.parse(JSON.stringify({ ...messages[kind], [member]: value }));
      const kept = promised[kind].safeParse(message);
      const symbol = kept.success && pairOf(String('s' in kept.data ? kept.data.s : kept.data.product_id));
      // A book ticker without its prices is no book ticker, and says nothing.
      const isKnown = kind !== 'bookTicker' || ('a' in message && 'b' in message);
      const isVenueBinance = kind !== 'match' && kind !== 'ticker';
      const mapper = isVenueBinance ? new BinanceMapper(pairOf) : new CoinbaseMapper(pairOf);
      const frame = JSON.stringify(isWrapped && isVenueBinance ? { stream: 'x@y', data: message } : message);
      const told = mapper.read(frame, 1);
      expect([frame, mapper.malformed]).toEqual([frame, isKnown && !symbol ? 1 : 0]);
      if (mapper.malformed > 0) expect(told).toEqual({ trades: [], quotes: [] });
    }),
    { numRuns: 2_000 },
  );
});
