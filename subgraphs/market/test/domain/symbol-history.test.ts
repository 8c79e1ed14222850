import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SymbolChange, SymbolHistory } from '../../src/domain/symbol-history.ts';

const renamed = (symbol: string, became: string, date: string): SymbolChange => ({ kind: 'RENAMED', symbol, became, date });
const delisted = (symbol: string, date: string): SymbolChange => ({ kind: 'DELISTED', symbol, date });
const listed = (symbol: string, date: string): SymbolChange => ({ kind: 'LISTED', symbol, date });
const namesOf = (history: SymbolHistory, symbol: string) =>
  history.of(symbol)?.names.map(({ symbol: name, from, to }) => `${name} ${from ?? ''}..${to ?? ''}`);

describe('a symbol', () => {
  it('that nothing happened to has no history', () => {
    expect(new SymbolHistory([renamed('FB', 'META', '2022-06-09')]).of('AAPL')).toBeNull();
  });

  it('leads to the instrument that now has another one, through several renames', () => {
    const history = new SymbolHistory([renamed('B', 'C', '2020-01-02'), renamed('A', 'B', '2010-01-04')]);
    for (const symbol of ['A', 'B', 'C']) {
      expect(history.of(symbol)?.symbol).toBe('C');
      expect(namesOf(history, symbol)).toEqual(['A ..', 'B ..', 'C ..']);
    }
  });

  it('that another instrument had before is told apart by its dates', () => {
    const history = new SymbolHistory([renamed('META', 'METV', '2022-01-31'), renamed('FB', 'META', '2022-06-09')]);
    expect(history.of('META')?.symbol).toBe('META');
    expect(namesOf(history, 'FB')).toEqual(['FB ..', 'META 2022-06-09..']);
    expect(namesOf(history, 'METV')).toEqual(['META ..2022-06-09', 'METV ..']);
  });

  it('that was given away means the new instrument, and its old one is known by the next', () => {
    const history = new SymbolHistory([renamed('FB', 'META', '2022-06-09'), listed('FB', '2025-06-26')]);
    expect(namesOf(history, 'FB')).toEqual(['FB 2025-06-26..']);
    expect(namesOf(history, 'META')).toEqual(['FB ..2025-06-26', 'META ..']);
  });

  it('that is delisted stays known', () => {
    const history = new SymbolHistory([renamed('A', 'B', '2010-01-04'), delisted('B', '2020-01-02')]);
    expect(history.of('A')).toMatchObject({ symbol: 'B', delistedOn: '2020-01-02' });
  });

  it('of a delisted instrument that was given away leaves it known by the one before', () => {
    const history = new SymbolHistory([renamed('Z', 'S', '2010-01-04'), delisted('S', '2015-01-02'), renamed('X', 'S', '2016-01-04')]);
    expect(history.of('S')).toMatchObject({ symbol: 'S', delistedOn: null });
    expect(history.of('Z')).toMatchObject({ symbol: 'Z', delistedOn: '2015-01-02' });
    expect(namesOf(history, 'Z')).toEqual(['Z ..', 'S ..2016-01-04']);
  });

  it('can be exchanged with another on one day, and come back', () => {
    const exchanged = new SymbolHistory([renamed('A', 'B', '2020-01-02'), renamed('B', 'A', '2020-01-02')]);
    expect(namesOf(exchanged, 'A')).toEqual(['B ..2020-01-02', 'A 2020-01-02..']);
    expect(namesOf(exchanged, 'B')).toEqual(['A ..2020-01-02', 'B 2020-01-02..']);
    const back = new SymbolHistory([renamed('A', 'B', '2020-01-02'), renamed('B', 'A', '2021-01-04')]);
    expect(back.of('B')?.symbol).toBe('A');
    expect(namesOf(back, 'A')).toEqual(['A ..2021-01-04', 'B ..', 'A 2021-01-04..']);
  });
});

describe('any history', () => {
  const symbol = fc.constantFrom('A', 'B', 'C', 'D');
  const date = fc.constantFrom('2020-01-02', '2020-01-03', '2021-06-01', '2022-03-04');
  const change: fc.Arbitrary<SymbolChange> = fc.oneof(
    fc.record({ kind: fc.constant('RENAMED' as const), symbol, became: symbol, date }).filter((one) => one.symbol !== one.became),
    fc.record({ kind: fc.constantFrom('DELISTED' as const, 'LISTED' as const), symbol, date }),
  );

  it('answers every symbol with one instrument that is known by its own symbol', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const history = new SymbolHistory(changes);
        for (const asked of history.symbols()) {
          const known = history.of(asked);
          expect(known).not.toBeNull();
          expect(known?.names.some((name) => name.symbol === asked && name.to === null)).toBe(true);
          expect(known && history.of(known.symbol)).toEqual(known);
        }
      }),
    );
  });

  it('gives no moment of a symbol to two instruments', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const history = new SymbolHistory(changes);
        const owners = new Map<string, string>();
        for (const asked of history.symbols()) {
          const known = history.of(asked);
          for (const { symbol: name, from } of known?.names ?? []) {
            const owner = owners.get(`${name} ${from}`) ?? known?.symbol;
            expect(owner).toBe(known?.symbol);
            owners.set(`${name} ${from}`, owner ?? '');
          }
        }
      }),
    );
  });
});
