import { bareQuote } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { matchRank } from '../../src/domain/instrument-catalogue.ts';
import { breadth, byAssetClass, dollarRate, gainers, losers, mostActive } from '../../src/domain/overview.ts';
import { instrument } from '../market-bench.ts';

describe('the most active', () => {
  it('are those for which most was paid, in dollars', () => {
    const prices: Record<string, string> = { 'EUR-USD': '1.10', 'USD-JPY': '150' };
    const ofCurrency = (currency: string) => dollarRate(currency, (symbol) => prices[symbol] ?? null);
    const quoted = [
      entry('TOYOTA', 'JPY', '3000', '1000'),
      entry('SAP', 'EUR', '100', '1000'),
      entry('IBM', 'USD', '100', '900'),
      entry('PENNY', 'USD', '0.01', '50000'),
      entry('ODD', 'ZZZ', '1000000', '1000000'),
    ];
    expect(mostActive(quoted, ofCurrency).map(({ symbol }) => symbol)).toEqual(['SAP', 'IBM', 'TOYOTA', 'PENNY']);
  });
});

describe('the rate of a currency in dollars', () => {
  const rate = (currency: string, prices: Record<string, string>) => dollarRate(currency, (symbol) => prices[symbol] ?? null);

  it.each([
    ['USD', {}, 1],
    ['USDT', {}, 1],
    ['EUR', { 'EUR-USD': '1.10' }, 1.1],
    ['JPY', { 'USD-JPY': '160' }, 1 / 160],
    ['SEK', { 'EUR-SEK': '11', 'EUR-USD': '1.10' }, 0.1],
    ['XMR', { 'XMR-BTC': '0.0025', 'BTC-USD': '64000' }, 160],
    ['XMR', { 'XMR-USDT': '161', 'XMR-BTC': '0.0025', 'BTC-USD': '64000' }, 161],
  ])('%s by %j is %d', (currency, prices, expected) => {
    expect(rate(currency, prices)).toBeCloseTo(expected, 12);
  });

  it.each([{}, { 'ZZZ-EUR': '2' }, { 'ZZZ-USD': '0' }])('is none by %j', (prices) => {
    expect(rate('ZZZ', prices as Record<string, string>)).toBeNull();
  });
});

describe('gainers, losers and breadth', () => {
  const changed = (symbol: string, changePercent: number | null) => {
    const { instrument: known, quote } = entry(symbol, 'USD', '1', '1');
    return { instrument: known, quote: { ...quote, changePercent } };
  };
  const quoted = [
    changed('A', 1),
    changed('B', -2),
    changed('C', 3),
    changed('D', 0),
    changed('E', null),
    changed('F', -5),
    changed('G', 3),
  ];

  it('go by the change in percent, equal ones by symbol, and leave out what did not move or has no change', () => {
    expect(gainers(quoted).map(({ symbol }) => symbol)).toEqual(['C', 'G', 'A']);
    expect(losers(quoted).map(({ symbol }) => symbol)).toEqual(['F', 'B']);
  });

  it('count what rose, fell and stood still', () => {
    expect(breadth(quoted)).toEqual({ advancing: 3, declining: 2, unchanged: 1 });
  });

  it('average the changes of an asset class over those that have one', () => {
    const instruments = quoted.map(({ instrument: known }) => known);
    expect(byAssetClass(instruments, quoted)).toEqual([{ assetClass: 'STOCK', instrumentCount: 7, averageChangePercent: 0, volume: '7' }]);
  });
});

describe('a search', () => {
  it('prefers the symbol, then its beginning, then words of the name', () => {
    const ranks = [
      ['T', 'AT&T'],
      ['TSLA', 'Tesla'],
      ['XYZ', 'Tx Corp'],
      ['IBM', 'The Machines'],
      ['AT', 'Zed'],
      ['ZZ', 'Abt'],
    ].map(([symbol = '', name = '']) => matchRank({ symbol, name }, 't'));
    expect(ranks).toEqual([0, 1, 2, 2, 4, 5]);
  });

  it('finds every word somewhere and ignores case', () => {
    expect(matchRank({ symbol: 'EUR-USD', name: 'Euro / US Dollar' }, 'dollar EURO')).not.toBeNull();
    expect(matchRank({ symbol: 'EUR-USD', name: 'Euro / US Dollar' }, 'dollar yen')).toBeNull();
  });
});

function entry(symbol: string, currency: string, price: string, volume: string) {
  return { instrument: instrument(symbol, { currency }), quote: { ...bareQuote(price, 0), volume } };
}
