import { decodeId, encodeId, isSymbol, keyOf } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';

describe('a global id', () => {
  it('leads back to its type and key', () => {
    expect(decodeId(encodeId('Instrument', 'BTC-USD'))).toEqual({ type: 'Instrument', key: 'BTC-USD' });
  });

  it('is the same for the same symbol wherever it is made', () => {
    expect(encodeId('Instrument', 'AAPL')).toBe('SW5zdHJ1bWVudDpBQVBM');
  });

  it('of another type has no key of this one', () => {
    expect(keyOf('Alert', encodeId('Article', '7'))).toBeNull();
  });

  it.each(['', 'x', '!!!!', 'SW5zdHJ1bWVudDpBQVBM=', btoa('Nothing:1'), btoa('Alert:')])('is not read from "%s"', (text) => {
    expect(decodeId(text)).toBeNull();
  });
});

describe('a symbol', () => {
  it.each(['AAPL', 'BRK.B', 'BTC-USD', '^SPX', '7203.T', 'XAU-USD'])('%s is accepted', (text) => {
    expect(isSymbol(text)).toBe(true);
  });

  it.each(['', 'aapl', 'A B', 'BTC/USD', 'A-B-C', "A';--"])('"%s" is refused', (text) => {
    expect(isSymbol(text)).toBe(false);
  });
});
