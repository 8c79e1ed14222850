import { formatSymbol, isSymbol, parseSymbol, providerSymbolOf, symbolOfProvider } from '@marketgraph/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const word = (maxLength: number) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength });
const listed = fc.oneof(
  word(12),
  fc.tuple(word(12), word(10)).map((parts) => parts.join('.')),
);
const pair = fc.tuple(word(12), word(10)).map((parts) => parts.join('-'));
const symbol = fc.oneof(
  listed,
  listed.map((text) => `^${text}`),
  pair,
);

describe('the grammar of symbols', () => {
  it('reads each symbol into its parts, which lead back to it', () => {
    fc.assert(
      fc.property(symbol, (text) => {
        const parsed = parseSymbol(text);
        expect(isSymbol(text)).toBe(true);
        expect(text.length).toBeLessThanOrEqual(24);
        expect(parsed && formatSymbol(parsed)).toBe(text);
        expect(parsed?.kind).toBe(text.includes('-') ? 'PAIR' : text.startsWith('^') ? 'INDEX' : 'LISTED');
      }),
    );
  });

  it('reads any text into a symbol or into nothing, never in between', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('A', '9', '.', '-', '^', '/', ' ', 'a'), maxLength: 26 })),
        (text) => {
          const parsed = parseSymbol(text);
          expect(isSymbol(text)).toBe(parsed !== null);
          if (parsed) expect(formatSymbol(parsed)).toBe(text);
        },
      ),
    );
  });

  it('knows shares, classes, venues, indices and pairs', () => {
    expect(parseSymbol('BRK.B')).toEqual({ kind: 'LISTED', name: 'BRK', suffix: 'B' });
    expect(parseSymbol('^SPX')).toEqual({ kind: 'INDEX', name: 'SPX', suffix: null });
    expect(parseSymbol('XAU-USD')).toEqual({ kind: 'PAIR', base: 'XAU', unit: 'USD' });
    for (const text of ['^EUR-USD', 'A.B.C', '.B', 'A-', 'BTC/USD', 'ABCDEFGHIJKLM', ' AAPL']) expect(parseSymbol(text)).toBeNull();
  });
});

/** The table of docs/symbols.md. */
const named: readonly (readonly [provider: string, own: string, ours: string])[] = [
  ['coinbase', 'BTC-USD', 'BTC-USD'],
  ['binance', 'BTCUSDT', 'BTC-USDT'],
  ['binance', 'ETHBTC', 'ETH-BTC'],
  ['kraken', 'XBT/USD', 'BTC-USD'],
  ['kraken', 'XDG/EUR', 'DOGE-EUR'],
  ['kraken', 'ETH/USD', 'ETH-USD'],
  ['oanda', 'EUR_USD', 'EUR-USD'],
  ['oanda', 'XAU_USD', 'XAU-USD'],
  ['alpaca', 'BTC/USD', 'BTC-USD'],
  ['alpaca', 'BRK.B', 'BRK.B'],
  ['alphavantage', 'EUR/USD', 'EUR-USD'],
  ['alphavantage', 'IBM', 'IBM'],
  ['lean', 'EURUSD', 'EUR-USD'],
  ['lean', 'SPY', 'SPY'],
  ['finnhub', 'AAPL', 'AAPL'],
  ['finnhub', 'BRK.B', 'BRK.B'],
  ['finnhub', 'BINANCE:BTCUSDT', 'BTC-USDT'],
  ['polygon', 'C:EURUSD', 'EUR-USD'],
  ['polygon', 'I:SPX', '^SPX'],
  ['polygon', 'BRK.B', 'BRK.B'],
  ['yahoo', 'BRK-B', 'BRK.B'],
  ['yahoo', 'SHEL.L', 'SHEL.L'],
  ['yahoo', '7203.T', '7203.T'],
  ['yahoo', 'EURUSD=X', 'EUR-USD'],
  ['yahoo', '^GSPC', '^GSPC'],
];

describe("a provider's own symbol", () => {
  it.each(named)('of %s, %s, is %s', (provider, own, ours) => {
    expect(symbolOfProvider(provider, own)).toBe(ours);
  });

  it.each(named.filter(([provider, own]) => provider !== 'kraken' || !own.startsWith('X')))(
    'of %s, %s, is written so again',
    (provider, own, ours) => {
      expect(providerSymbolOf(provider, ours)).toBe(own);
    },
  );

  it('is read in the other ways that the provider writes it', () => {
    expect(['XBT/USD', 'BTC/USD', 'XXBTZUSD', 'xbtusd'].map((own) => symbolOfProvider('kraken', own))).toEqual(Array(4).fill('BTC-USD'));
    expect(symbolOfProvider('binance', 'btcusdt')).toBe('BTC-USDT');
    expect(symbolOfProvider('finnhub', 'OANDA:EUR_USD')).toBe('EUR-USD');
    expect(symbolOfProvider('finnhub', 'COINBASE:ETH-USD')).toBe('ETH-USD');
    expect(symbolOfProvider('polygon', 'X:BTCUSD')).toBe('BTC-USD');
    expect(symbolOfProvider('yahoo', 'BTC-USD')).toBe('BTC-USD');
  });

  it('is none where a venue has no prices in that unit of money, though it has them in a similar one', () => {
    expect(providerSymbolOf('binance', 'BTC-USD')).toBeNull();
    expect(providerSymbolOf('binance', 'BTC-USDT')).toBe('BTCUSDT');
    expect(providerSymbolOf('finnhub', 'BTC-USD')).toBe('COINBASE:BTC-USD');
  });

  it('that we cannot name is nothing', () => {
    for (const own of ['', 'A B', 'USDT', 'BTC/USD/EUR', 'ÆON']) expect(symbolOfProvider('binance', own)).toBeNull();
    expect(providerSymbolOf('coinbase', 'AAPL')).toBeNull();
    expect(providerSymbolOf('binance', '^SPX')).toBeNull();
    expect(providerSymbolOf('nobody', 'AAPL')).toBeNull();
  });

  it('leads back to the symbol that it was written for, or is not written', () => {
    const providers = fc.constantFrom(...new Set(named.map(([provider]) => provider)));
    fc.assert(
      fc.property(providers, symbol, (provider, text) => {
        const own = providerSymbolOf(provider, text);
        if (own !== null) expect(symbolOfProvider(provider, own)).toBe(text);
      }),
    );
  });

  it('is never read as something that is no symbol of ours', () => {
    const providers = fc.constantFrom('any venue', ...new Set(named.map(([provider]) => provider)));
    const own = fc.string({ unit: fc.constantFrom('A', 'USD', 'BTC', 'b', '.', '-', '/', '_', ':', '^', '=X'), maxLength: 6 });
    fc.assert(
      fc.property(providers, own, (provider, text) => {
        const ours = symbolOfProvider(provider, text);
        expect(ours === null || isSymbol(ours)).toBe(true);
      }),
    );
  });
});
