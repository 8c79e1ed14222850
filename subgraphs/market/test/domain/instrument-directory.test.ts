import { describe, expect, it } from 'vitest';
import { instrumentOfSymbol } from '../../src/domain/instrument-directory.ts';
import { knownInstruments } from '../../src/domain/known-instruments.ts';

describe('the directory of instruments', () => {
  it('tells the facts of those that are known', () => {
    expect(instrumentOfSymbol('AAPL')).toMatchObject({ name: 'Apple Inc.', sector: 'Information Technology', exchange: { code: 'XNAS' } });
    expect(instrumentOfSymbol('BTC-USD')).toMatchObject({ name: 'Bitcoin', assetClass: 'CRYPTO', tickSize: '0.01', exchange: null });
  });

  it.each([
    ['EUR-JPY', { name: 'EUR / JPY', assetClass: 'FOREX', currency: 'JPY', tickSize: '0.001' }],
    ['XPT-EUR', { assetClass: 'COMMODITY', currency: 'EUR' }],
    ['WHEAT-USD', { assetClass: 'COMMODITY', currency: 'USD' }],
    ['SKL-EUR', { name: 'SKL / EUR', assetClass: 'CRYPTO', currency: 'EUR', region: 'GLOBAL' }],
    ['EUR-USDT', { assetClass: 'CRYPTO', currency: 'USDT' }],
    ['MNT-USD', { assetClass: 'CRYPTO' }],
    ['BRK.B', { assetClass: 'STOCK', currency: 'USD', region: 'AMERICAS', exchange: { code: 'XNYS' } }],
    ['BMW.DE', { assetClass: 'STOCK', currency: 'EUR', region: 'EUROPE', exchange: { code: 'XETR' } }],
    ['^VIX', { assetClass: 'INDEX', currency: 'USD' }],
  ])('derives what %s is from its grammar', (symbol, facts) => {
    expect(instrumentOfSymbol(symbol)).toMatchObject({ symbol, ...facts });
  });

  it('has nothing for what is no symbol', () => {
    expect(instrumentOfSymbol('btc usd')).toBeNull();
  });

  it('lists no symbol twice, and real venues with their holidays', () => {
    expect(new Set(knownInstruments.map(({ symbol }) => symbol)).size).toBe(knownInstruments.length);
    expect(instrumentOfSymbol('SAP.DE')?.exchange).toMatchObject({ weekdays: [1, 2, 3, 4, 5], calendar: 'XETR' });
  });
});
