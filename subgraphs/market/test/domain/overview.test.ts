import { describe, expect, it } from 'vitest';
import { matchRank } from '../../src/domain/instrument-catalogue.ts';
import { dollarRate, mostActive } from '../../src/domain/overview.ts';
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
      entry('ODD', 'XXX', '1000000', '1000000'),
    ];
    expect(mostActive(quoted, ofCurrency).map(({ symbol }) => symbol)).toEqual(['SAP', 'IBM', 'TOYOTA', 'PENNY']);
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
  const quote = {
    price,
    volume,
    bid: null,
    ask: null,
    change: null,
    changePercent: null,
    open: null,
    high: null,
    low: null,
    previousClose: null,
    asOf: 0,
  };
  return { instrument: instrument(symbol, { currency }), quote };
}
