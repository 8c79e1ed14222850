import { describe, expect, it } from 'vitest';
import type { Exchange, Instrument } from '../../src/domain/instrument.ts';
import type { Trade } from '../../src/domain/price-feed.ts';
import { QuoteFold } from '../../src/domain/quote-fold.ts';

const nyse: Exchange = {
  code: 'XNYS',
  name: 'New York Stock Exchange',
  timezone: 'America/New_York',
  session: { opens: 570, closes: 960 },
  weekdays: [1, 2, 3, 4, 5],
};
const stock: Pick<Instrument, 'assetClass' | 'exchange'> = { assetClass: 'STOCK', exchange: nyse };
const crypto: Pick<Instrument, 'assetClass' | 'exchange'> = { assetClass: 'CRYPTO', exchange: null };
const at = (text: string) => Date.parse(text);

let nextKey = 0;
function trade(time: string | number, price: string, size = '1', key = ++nextKey): Trade {
  return { symbol: 'X', key, price, size, side: null, occurredAt: typeof time === 'number' ? time : at(time), conditions: null };
}
function foldOf(instrument: Pick<Instrument, 'assetClass' | 'exchange'>, trades: readonly Trade[]): QuoteFold {
  const fold = new QuoteFold(instrument);
  for (const one of trades) fold.addTrade(one);
  return fold;
}

describe('a quote of an instrument with an exchange', () => {
  it('tells the trading day of the venue and the change since the day before', () => {
    const fold = foldOf(stock, [
      trade('2026-11-19T20:00:00Z', '99.50', '10'),
      // 23:30 in New York: still the same trading day.
      trade('2026-11-20T04:30:00Z', '100.00', '5'),
      trade('2026-11-20T14:30:00Z', '101.00', '100'),
      trade('2026-11-20T14:31:00Z', '103.50', '200'),
      trade('2026-11-20T14:32:00Z', '102.25', '0.5'),
    ]);
    expect(fold.quote()).toEqual({
      price: '102.25',
      bid: null,
      ask: null,
      change: '2.25',
      changePercent: 2.25,
      open: '101.00',
      high: '103.50',
      low: '101.00',
      previousClose: '100.00',
      volume: '300.5',
      asOf: at('2026-11-20T14:32:00Z'),
    });
  });

  it('never goes back for a late trade, which counts for its day all the same', () => {
    const fold = foldOf(stock, [
      trade('2026-11-20T15:00:00Z', '100'),
      trade('2026-11-20T15:00:02Z', '101'),
      trade('2026-11-20T15:00:01Z', '120', '7'),
      trade('2026-11-20T14:59:00Z', '99', '1'),
    ]);
    expect(fold.quote()).toMatchObject({
      price: '101',
      open: '99',
      high: '120',
      low: '99',
      volume: '10',
      asOf: at('2026-11-20T15:00:02Z'),
    });
  });

  it('orders trades of one instant by their key', () => {
    const instant = at('2026-11-20T15:00:00Z');
    expect(foldOf(stock, [trade(instant, '2', '1', 12), trade(instant, '1', '1', 11)]).quote()?.price).toBe('2');
  });

  it('takes a late trade of the day before for its previous close only', () => {
    const fold = foldOf(stock, [
      trade('2026-11-19T20:00:00Z', '99'),
      trade('2026-11-20T15:00:00Z', '100'),
      trade('2026-11-19T20:30:00Z', '98', '1000'),
      trade('2026-11-19T19:00:00Z', '50', '1000'),
    ]);
    expect(fold.quote()).toMatchObject({ price: '100', previousClose: '98', change: '2', low: '100', volume: '1' });
  });

  it('takes the spread from quotes and its price from trades alone', () => {
    const fold = foldOf(stock, [trade('2026-11-20T15:00:00Z', '100')]);
    fold.addQuote({ symbol: 'X', key: 2, bid: '99.98', ask: '100.02', occurredAt: at('2026-11-20T15:00:01Z') });
    fold.addQuote({ symbol: 'X', key: 1, bid: '90', ask: '110', occurredAt: at('2026-11-20T15:00:00Z') });
    expect(fold.quote()).toMatchObject({ price: '100', bid: '99.98', ask: '100.02', low: '100', asOf: at('2026-11-20T15:00:01Z') });
  });

  it('knows no change until the previous close is known', () => {
    expect(foldOf(stock, [trade('2026-11-20T15:00:00Z', '100')]).quote()).toMatchObject({
      change: null,
      changePercent: null,
      previousClose: null,
    });
  });
});

describe('a quote of what has no exchange', () => {
  it('tells the last 24 hours and the change since 24 hours ago', () => {
    const start = at('2026-11-20T10:00:00Z');
    const hours = Array.from({ length: 31 }, (_, hour) => trade(start + hour * 3_600_000, String(100 + (hour === 7 ? 50 : hour)), '2'));
    expect(foldOf(crypto, hours.slice(0, 24)).quote()).toMatchObject({
      price: '123',
      open: '100',
      previousClose: null,
      high: '150',
      volume: '48',
    });
    expect(foldOf(crypto, hours).quote()).toMatchObject({
      open: '150',
      previousClose: '106',
      price: '130',
      change: '24',
      high: '150',
      volume: '48',
    });
    expect(foldOf(crypto, [...hours, trade(start + 31 * 3_600_000, '131', '2')]).quote()).toMatchObject({ high: '131', low: '108' });
  });

  it('lets a minute whose sizes sum up to less than nothing leave the day like any other', () => {
    const fold = foldOf(crypto, [
      trade('2026-11-18T10:00:00Z', '10', '-5.5'),
      trade('2026-11-18T11:00:00Z', '10', '2'),
      trade('2026-11-19T10:30:00Z', '10', '1'),
    ]);
    expect(fold.quote()).toMatchObject({ volume: '3.0' });
  });

  it('takes the bid as price and tells no volume where the instrument is only quoted', () => {
    const fold = new QuoteFold({ assetClass: 'FOREX', exchange: null });
    fold.addQuote({ symbol: 'EUR-USD', key: 1, bid: '1.38676', ask: '1.38686', occurredAt: 1_398_902_400_292 });
    fold.addQuote({ symbol: 'EUR-USD', key: 2, bid: '1.38675', ask: '1.38688', occurredAt: 1_398_902_402_870 });
    expect(fold.quote()).toMatchObject({ price: '1.38675', bid: '1.38675', ask: '1.38688', open: '1.38676', low: '1.38675', volume: '0' });
  });
});

describe('the fold of many trades', () => {
  const start = at('2026-11-20T05:00:00Z');
  // A fixed sequence over three days with steps back in time.
  const trades = Array.from({ length: 3_000 }, (_, index) => {
    const late = index % 7 === 0 ? (index * 37) % 90_000 : 0;
    return trade(start + index * 80_000 - late, (100 + ((index * 7_919) % 1_000) / 100).toFixed(2), `0.${1 + (index % 9)}`, index + 1);
  });

  it('equals a computation over all of them', () => {
    const quote = foldOf(stock, trades).quote();
    const newest = Math.max(...trades.map((one) => one.occurredAt));
    const days = Map.groupBy(trades, (one) => Math.floor((one.occurredAt - start) / 86_400_000));
    const lastDay = Math.max(...days.keys());
    const today = (days.get(lastDay) ?? []).toSorted((a, b) => a.occurredAt - b.occurredAt || a.key - b.key);
    const before = (days.get(lastDay - 1) ?? []).toSorted((a, b) => a.occurredAt - b.occurredAt || a.key - b.key);
    const prices = today.map((one) => Number(one.price));
    expect(quote).toMatchObject({ open: today[0]?.price, price: today.at(-1)?.price, previousClose: before.at(-1)?.price, asOf: newest });
    expect([Number(quote?.high), Number(quote?.low)]).toEqual([Math.max(...prices), Math.min(...prices)]);
    expect(Number(quote?.volume)).toBeCloseTo(
      today.reduce((sum, one) => sum + Number(one.size), 0),
      9,
    );
  });

  it('goes on after a restart as if there had been none, with an exchange and without', () => {
    for (const instrument of [stock, crypto]) {
      for (const cut of [1, 700, 1_500, 2_999]) {
        const before = foldOf(instrument, trades.slice(0, cut)).quote();
        if (!before) throw new Error('no quote');
        const fold = new QuoteFold(instrument);
        fold.restore(before, minutesOf(trades.slice(0, cut), before.asOf));
        expect(fold.quote()).toEqual(before);
        for (const one of trades.slice(cut)) fold.addTrade(one);
        expect(fold.quote()).toEqual(foldOf(instrument, trades).quote());
      }
    }
  });

  /** Each trade has a minute of its own here, up to the late ones. */
  function minutesOf(past: readonly Trade[], asOf: number) {
    const minutes = Map.groupBy(past, (one) => Math.floor(one.occurredAt / 60_000) * 60_000);
    return [...minutes]
      .toSorted(([a], [b]) => a - b)
      .filter(([openTime]) => openTime > asOf - 86_400_000)
      .map(([openTime, group]) => {
        const ordered = group.toSorted((a, b) => a.occurredAt - b.occurredAt || a.key - b.key);
        const sorted = group.map((one) => one.price).toSorted((a, b) => Number(a) - Number(b));
        const volume = group.reduce((sum, one) => sum + Math.round(Number(one.size) * 10), 0) / 10;
        const [open, close, low, high] = [ordered[0], ordered.at(-1)]
          .map((one) => one?.price ?? '')
          .concat(sorted[0] ?? '', sorted.at(-1) ?? '');
        return { openTime, open: open ?? '', close: close ?? '', low: low ?? '', high: high ?? '', volume: volume.toFixed(1) };
      });
  }
});
