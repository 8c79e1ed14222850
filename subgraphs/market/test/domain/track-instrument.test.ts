import { describe, expect, it } from 'vitest';
import { InstrumentCatalogue } from '../../src/domain/instrument-catalogue.ts';
import { SymbolHistory } from '../../src/domain/symbol-history.ts';
import { type InstrumentToTrack, instrumentToTrack } from '../../src/domain/track-instrument.ts';
import { instrument } from '../market-bench.ts';

const ibm = { symbol: 'IBM', name: 'IBM', assetClass: 'STOCK', currency: 'USD', region: 'AMERICAS' } as const;

function decided(asked: Partial<InstrumentToTrack>, tracked: readonly string[] = [], history = new SymbolHistory([])) {
  const catalogue = new InstrumentCatalogue();
  catalogue.replace([instrument('SPY', { assetClass: 'ETF' }), instrument('BTC-USD', { assetClass: 'CRYPTO', exchange: null })]);
  catalogue.rename(history);
  const known = {
    get: (symbol: string) => catalogue.get(symbol),
    isTracked: (symbol: string) => tracked.includes(symbol),
    trackedCount: tracked.length,
  };
  const outcome = instrumentToTrack({ ...ibm, ...asked }, known);
  return 'value' in outcome ? outcome.value : outcome.errors.map(({ code, field }) => [code, ...(field ?? [])].join(' '));
}

describe('an instrument to track', () => {
  it('has the exchange and the step that its symbol tells, or those that are told', () => {
    expect(decided({})).toMatchObject({ symbol: 'IBM', exchange: { code: 'XNYS' }, tickSize: '0.01', region: 'AMERICAS' });
    const pair = { symbol: 'ADA-EUR', name: ' Cardano ', assetClass: 'CRYPTO', currency: 'EUR' } as const;
    expect(decided(pair)).toMatchObject({ exchange: null, name: 'Cardano' });
    expect(decided({ symbol: 'VOD.L', currency: 'GBP', exchange: 'XLON', tickSize: '0.005' })).toMatchObject({
      exchange: { code: 'XLON', timezone: 'Europe/London' },
      tickSize: '0.005',
    });
  });

  it.each([
    [{ symbol: 'no symbol' }, 'INVALID symbol'],
    [{ symbol: 'ibm' }, 'INVALID symbol'],
    [{ symbol: 'X'.repeat(2_000) }, 'INVALID symbol'],
    [{ assetClass: 'CRYPTO' }, 'INVALID symbol'],
    [{ symbol: 'ADA-USD' }, 'INVALID symbol'],
    [{ symbol: '^SPX' }, 'INVALID symbol'],
    [{ assetClass: 'INDEX' }, 'INVALID symbol'],
    [{ name: '  ' }, 'INVALID name'],
    [{ name: 'a\u0000b' }, 'INVALID name'],
    [{ name: 'a\ud800b' }, 'INVALID name'],
    [{ name: 'x'.repeat(201) }, 'INVALID name'],
    [{ currency: 'usd' }, 'INVALID currency'],
    [{ symbol: 'ADA-USD', assetClass: 'CRYPTO', currency: 'EUR' }, 'INVALID currency'],
    [{ exchange: 'XXXX' }, 'INVALID exchange'],
    [{ exchange: 'constructor' }, 'INVALID exchange'],
    [{ symbol: 'ADA-USD', assetClass: 'CRYPTO', exchange: 'XNAS' }, 'INVALID exchange'],
    [{ tickSize: '0' }, 'INVALID tickSize'],
    [{ tickSize: '-0.01' }, 'INVALID tickSize'],
  ] as const)('%j is refused: %s', (asked, error) => {
    expect(decided(asked)).toEqual([error]);
  });

  it('is told all its mistakes at once', () => {
    expect(decided({ symbol: '', name: '', currency: '', tickSize: '0' })).toHaveLength(4);
  });

  it('that a feed lists stays as the feed lists it', () => {
    const asked = { symbol: 'SPY', name: 'Another name', assetClass: 'ETF', tickSize: '1' } as const;
    expect(decided(asked)).toMatchObject({ name: 'SPY', tickSize: '0.01' });
    expect(decided(asked)).not.toHaveProperty('names');
  });

  it('that was tracked before may get another name, and nothing that its prices mean', () => {
    const spy = { symbol: 'SPY', name: 'Another name', assetClass: 'ETF', tickSize: '0.05' } as const;
    expect(decided(spy, ['SPY'])).toMatchObject({ name: 'Another name', tickSize: '0.05', exchange: { code: 'XNYS' } });
    expect(decided({ ...spy, assetClass: 'STOCK' }, ['SPY'])).toEqual(['TAKEN assetClass']);
    expect(decided({ ...spy, currency: 'EUR' }, ['SPY'])).toEqual(['TAKEN currency']);
    expect(decided({ ...spy, exchange: 'XNAS' }, ['SPY'])).toEqual(['TAKEN exchange']);
  });

  it('is none where the symbol is a former one of another', () => {
    const history = new SymbolHistory([{ kind: 'RENAMED', symbol: 'FB', date: '2022-06-09', became: 'SPY' }]);
    expect(decided({ symbol: 'FB' }, [], history)).toEqual(['TAKEN symbol']);
  });

  it('is one too many after five hundred', () => {
    const many = Array.from({ length: 500 }, (_, index) => `S${index}`);
    expect(decided({}, many)).toEqual(['LIMIT_REACHED']);
    expect(decided({ symbol: 'SPY', assetClass: 'ETF' }, many)).toMatchObject({ symbol: 'SPY' });
  });
});
