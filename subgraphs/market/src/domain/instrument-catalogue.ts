import { type AssetClass, DAY_MS, type Region } from '@marketgraph/vocabulary';
import { timezoneOf } from './calendar.ts';
import type { Instrument } from './instrument.ts';
import { type KnownInstrument, type NamePeriod, SymbolHistory } from './symbol-history.ts';
import { instantOfWall } from './time-zone.ts';

export interface InstrumentFilter {
  readonly symbols?: readonly string[] | null;
  readonly assetClass?: readonly AssetClass[] | null;
  readonly region?: readonly Region[] | null;
  readonly currency?: readonly string[] | null;
  readonly sector?: readonly string[] | null;
  /** Matches symbols, former ones too, and name. */
  readonly search?: string | null;
  /** Those alone that are delisted; they are left out otherwise, unless `symbols` names them. */
  readonly delisted?: boolean | null;
  /** Those alone that had another symbol before. */
  readonly renamed?: boolean | null;
}

/** An instrument with what happened to its symbol. */
export interface ListedInstrument extends Instrument {
  /** Under which symbols it has prices, oldest first. Almost always one. */
  readonly names: readonly NamedTime[];
  readonly delistedAt: number | null;
}

/** A symbol and the time, [from, to), in which it meant the instrument. */
export interface NamedTime {
  readonly symbol: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly renamedAt: number | null;
}

/** All instruments, in memory: a few thousand at most, asked for by every answer, changed only when a feed lists them. */
export class InstrumentCatalogue {
  #rows = new Map<string, Instrument>();
  #history = new SymbolHistory([]);
  /** By current symbol. */
  #current = new Map<string, ListedInstrument>();

  replace(instruments: readonly Instrument[]): void {
    this.#rows = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
    this.#resolve();
  }

  /** Symbols mean from now on what this history says. */
  rename(history: SymbolHistory): void {
    this.#history = history;
    this.#resolve();
  }

  /** By its symbol, or by one that it had formerly. */
  get(symbol: string): ListedInstrument | null {
    return this.#current.get(this.#history.of(symbol)?.symbol ?? symbol) ?? null;
  }

  /** The symbols under which a price is one of this instrument now. */
  namesOf(symbol: string): readonly string[] {
    const known = this.#history.of(symbol);
    return known ? known.names.filter(({ to }) => to === null).map((name) => name.symbol) : [symbol];
  }

  select(filter: InstrumentFilter, now: number): ListedInstrument[] {
    const symbols = filter.symbols?.map((symbol) => this.get(symbol)?.symbol ?? symbol);
    const isWanted = ({ symbol, delistedAt }: ListedInstrument) => {
      const isDelisted = delistedAt !== null && delistedAt <= now;
      return filter.delisted ? isDelisted : !isDelisted || (symbols?.includes(symbol) ?? false);
    };
    return [...this.#current.values()].filter(
      (instrument) =>
        accepts(symbols, instrument.symbol) &&
        accepts(filter.assetClass, instrument.assetClass) &&
        accepts(filter.region, instrument.region) &&
        accepts(filter.currency, instrument.currency) &&
        (!filter.sector || (instrument.sector !== null && filter.sector.includes(instrument.sector))) &&
        isWanted(instrument) &&
        (!filter.renamed || instrument.names.length > 1) &&
        (!filter.search || matchRank(instrument, filter.search) !== null),
    );
  }

  #resolve(): void {
    this.#current = new Map();
    for (const row of this.#rows.values()) {
      const known = this.#history.of(row.symbol);
      if (!known) this.#current.set(row.symbol, plain(row));
      else if (!this.#current.has(known.symbol)) this.#current.set(known.symbol, this.#withHistory(row, known));
    }
  }

  /** Told by its current symbol where a feed lists that; until then by what its newest former one tells. */
  #withHistory(row: Instrument, { symbol, delistedOn, names }: KnownInstrument): ListedInstrument {
    const told = names.flatMap((name) => (name.to === null ? (this.#rows.get(name.symbol) ?? []) : [])).at(-1) ?? row;
    const timezone = timezoneOf(told);
    const at = (date: string | null) => (date === null ? null : instantOfWall(Math.floor(Date.parse(date) / DAY_MS) * DAY_MS, timezone));
    const named = ({ symbol: name, from, to, renamedOn }: NamePeriod) => ({
      symbol: name,
      from: at(from),
      to: at(to),
      renamedAt: at(renamedOn),
    });
    return { ...told, symbol, names: names.map(named), delistedAt: at(delistedOn) };
  }
}

function plain(instrument: Instrument): ListedInstrument {
  return { ...instrument, names: [{ symbol: instrument.symbol, from: null, to: null, renamedAt: null }], delistedAt: null };
}

function accepts<T>(wanted: readonly T[] | null | undefined, value: T): boolean {
  return !wanted || wanted.includes(value);
}

type Searched = Pick<Instrument, 'symbol' | 'name'> & Partial<Pick<ListedInstrument, 'names'>>;

/** How well a search fits, 0 best: the symbol, its beginning, a word of the name, within symbol or name. Null: not at all. */
export function matchRank(instrument: Searched, search: string): number | null {
  const wanted = search.trim().toUpperCase();
  const symbol = instrument.symbol.toUpperCase();
  const name = instrument.name.toUpperCase();
  if (wanted === '') return 0;
  if (symbol === wanted || instrument.names?.some((period) => period.symbol === wanted)) return 0;
  if (symbol.startsWith(wanted)) return 1;
  if (name.startsWith(wanted)) return 2;
  if (name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 3;
  if (symbol.includes(wanted)) return 4;
  if (name.includes(wanted)) return 5;
  // "euro dollar" finds "Euro / US Dollar": every word somewhere.
  const words = wanted.split(/\s+/);
  return words.length > 1 && words.every((word) => symbol.includes(word) || name.includes(word)) ? 6 : null;
}
