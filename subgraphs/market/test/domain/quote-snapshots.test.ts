import { DAY_MS, HOUR_MS } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceSnapshot } from '../../src/domain/price-feed.ts';
import { QuoteFold } from '../../src/domain/quote-fold.ts';
import { instrument, trade } from '../market-bench.ts';

/** A Friday in New York, in session. */
const noon = Date.parse('2026-11-20T17:00:00Z');
const share = instrument('AAPL');
const coin = instrument('BTC-USD', { assetClass: 'CRYPTO', exchange: null });

function day(occurredAt: number, given: Partial<PriceSnapshot> = {}): PriceSnapshot {
  const figures = { price: '190', open: '188', high: '192', low: '187', previousClose: '185', volume: '5000' };
  return { symbol: 'AAPL', ...figures, occurredAt, ...given };
}

function foldOf(of = share): QuoteFold {
  return new QuoteFold(of);
}

describe('what a provider tells of a day', () => {
  it('is the quote, as it is told', () => {
    const fold = foldOf();
    fold.addSnapshot(day(noon));
    expect(fold.quote()).toEqual({
      price: '190',
      bid: null,
      ask: null,
      change: '5',
      changePercent: expect.closeTo(2.7027, 4),
      open: '188',
      high: '192',
      low: '187',
      previousClose: '185',
      volume: '5000',
      asOf: noon,
    });
  });

  it('goes on with the trades that come after it', () => {
    const fold = foldOf();
    fold.addSnapshot(day(noon));
    fold.addTrade(trade('AAPL', 1, noon + 5, '193', '10'));
    fold.addTrade(trade('AAPL', 2, noon + 6, '191', '20'));
    expect(fold.quote()).toMatchObject({ price: '191', open: '188', high: '193', low: '187', volume: '5030', asOf: noon + 6 });
  });

  it('never moves a price back, but tells what had happened before the first trade', () => {
    const fold = foldOf();
    fold.addTrade(trade('AAPL', 1, noon + 5, '193', '10'));
    fold.addSnapshot(day(noon));
    expect(fold.quote()).toMatchObject({ price: '193', open: '188', high: '193', low: '187', previousClose: '185', asOf: noon + 5 });
  });

  it('of an earlier day than the one that is known is passed over', () => {
    const fold = foldOf();
    fold.addSnapshot(day(noon));
    const before = fold.quote();
    fold.addSnapshot(day(noon - DAY_MS, { price: '1', high: '1000', previousClose: '2' }));
    expect(fold.quote()).toEqual(before);
  });

  it('gives way to the next day, whose previous close is its price', () => {
    const fold = foldOf();
    fold.addSnapshot(day(noon));
    fold.addTrade(trade('AAPL', 1, noon + DAY_MS, '200', '10'));
    expect(fold.quote()).toMatchObject({ price: '200', open: '200', low: '200', previousClose: '190', volume: '10' });
  });

  it('told again for the same moment holds in its later form', () => {
    const fold = foldOf();
    fold.addSnapshot(day(noon));
    fold.addSnapshot(day(noon, { price: '191', high: '191' }));
    expect(fold.quote()).toMatchObject({ price: '191', high: '191' });
    fold.addTrade(trade('AAPL', 0, noon, '189'));
    fold.addSnapshot(day(noon, { price: '188' }));
    expect(fold.quote()?.price).toBe('189');
  });

  it('that tells a price alone makes a day of such prices', () => {
    const fold = foldOf();
    const alone = { open: null, high: null, low: null, previousClose: null, volume: null };
    fold.addSnapshot(day(noon, alone));
    fold.addSnapshot(day(noon + 1, { ...alone, price: '188' }));
    fold.addSnapshot(day(noon + 2, { ...alone, price: '189' }));
    expect(fold.quote()).toMatchObject({ price: '189', open: '190', high: '190', low: '188', previousClose: null, volume: '0' });
  });
});

describe('without an exchange, what a provider tells of 24 hours', () => {
  it('goes on with trades, and is forgotten when it is a day old', () => {
    const fold = foldOf(coin);
    fold.addSnapshot(day(noon));
    fold.addTrade(trade('BTC-USD', 1, noon + HOUR_MS, '195', '7'));
    expect(fold.quote()).toMatchObject({ price: '195', open: '188', high: '195', low: '187', previousClose: '185', volume: '5007' });
    fold.addTrade(trade('BTC-USD', 2, noon + DAY_MS + 60_000, '194', '3'));
    expect(fold.quote()).toMatchObject({ open: '195', high: '195', low: '194', previousClose: '190', volume: '10' });
  });

  it('is known again after a restart from the quote that was recorded', () => {
    const fold = foldOf(coin);
    fold.addSnapshot(day(noon));
    const told = fold.quote();
    const again = foldOf(coin);
    if (told) again.restore(told);
    expect(again.quote()).toEqual(told);
    for (const one of [fold, again]) one.addTrade(trade('BTC-USD', 1, noon + HOUR_MS, '195', '7'));
    expect(again.quote()).toEqual(fold.quote());
  });
});

const price = fc.integer({ min: 1, max: 400 }).map(String);
const told = fc.record({
  open: fc.option(price),
  high: fc.option(price),
  low: fc.option(price),
  previousClose: fc.option(price),
  volume: fc.option(price),
});
const step = fc.record({ price, afterMs: fc.integer({ min: 1, max: 5 * HOUR_MS }), told: fc.option(told) });

function apply(fold: QuoteFold, one: { price: string; told: Partial<PriceSnapshot> | null }, at: number, key: number): void {
  if (one.told) fold.addSnapshot(day(at, { ...one.told, price: one.price }));
  else fold.addTrade(trade('AAPL', key, at, one.price, '2'));
}

it('a fold that is restored from its quote goes on as one that never stopped, wherever days and trades are cut', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), fc.nat(), (steps, cut) => {
      const [whole, first, second] = [foldOf(), foldOf(), foldOf()];
      const end = cut % steps.length;
      let at = noon;
      for (const [index, one] of steps.entries()) {
        at += one.afterMs;
        if (index === end) {
          const quote = first.quote();
          if (quote) second.restore(quote);
        }
        for (const fold of [whole, index < end ? first : second]) apply(fold, one, at, index);
      }
      expect(second.quote()).toEqual(whole.quote());
    }),
    { numRuns: 300 },
  );
});

it('no snapshot moves time or price back, whenever it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(price, fc.integer({ min: 0, max: 40 }), fc.boolean()), { minLength: 1, maxLength: 20 }), (steps) => {
      const fold = foldOf();
      let newest = { at: Number.NEGATIVE_INFINITY, key: -1, price: '' };
      for (const [index, [paid, seconds, isTold]] of steps.entries()) {
        const one = { at: noon + seconds * 1_000, key: isTold ? -1 : index, price: paid };
        apply(fold, { price: paid, told: isTold ? {} : null }, one.at, index);
        // Where a trade and a day have one time, the trade is the later word; of two days the later told one is.
        if (one.at > newest.at || (one.at === newest.at && one.key >= newest.key)) newest = one;
        expect(fold.quote()).toMatchObject({ asOf: newest.at, price: newest.price });
      }
    }),
    { numRuns: 200 },
  );
});
