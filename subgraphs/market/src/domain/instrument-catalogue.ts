import type { AssetClass, Region } from '@marketgraph/vocabulary';
import type { Instrument } from './instrument.ts';

export interface InstrumentFilter {
  readonly symbols?: readonly string[] | null;
  readonly assetClass?: readonly AssetClass[] | null;
  readonly region?: readonly Region[] | null;
  readonly currency?: readonly string[] | null;
  readonly sector?: readonly string[] | null;
  /** Matches symbol and name. */
  readonly search?: string | null;
}

/** All instruments, in memory: a few thousand at most, asked for by every answer, changed only when a feed lists them. */
export class InstrumentCatalogue {
  #bySymbol = new Map<string, Instrument>();

  replace(instruments: readonly Instrument[]): void {
    this.#bySymbol = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  }

  get(symbol: string): Instrument | null {
    return this.#bySymbol.get(symbol) ?? null;
  }

  select(filter: InstrumentFilter): Instrument[] {
    return [...this.#bySymbol.values()].filter(
      (instrument) =>
        accepts(filter.symbols, instrument.symbol) &&
        accepts(filter.assetClass, instrument.assetClass) &&
        accepts(filter.region, instrument.region) &&
        accepts(filter.currency, instrument.currency) &&
        (!filter.sector || (instrument.sector !== null && filter.sector.includes(instrument.sector))) &&
        (!filter.search || matchRank(instrument, filter.search) !== null),
    );
  }
}

function accepts<T>(wanted: readonly T[] | null | undefined, value: T): boolean {
  return !wanted || wanted.includes(value);
}

/** How well a search fits, 0 best: the symbol, its beginning, a word of the name, within symbol or name. Null: not at all. */
export function matchRank(instrument: Pick<Instrument, 'symbol' | 'name'>, search: string): number | null {
  const wanted = search.trim().toUpperCase();
  const symbol = instrument.symbol.toUpperCase();
  const name = instrument.name.toUpperCase();
  if (wanted === '') return 0;
  if (symbol === wanted) return 0;
  if (symbol.startsWith(wanted)) return 1;
  if (name.startsWith(wanted)) return 2;
  if (name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 3;
  if (symbol.includes(wanted)) return 4;
  if (name.includes(wanted)) return 5;
  // "euro dollar" finds "Euro / US Dollar": every word somewhere.
  const words = wanted.split(/\s+/);
  return words.length > 1 && words.every((word) => symbol.includes(word) || name.includes(word)) ? 6 : null;
}
