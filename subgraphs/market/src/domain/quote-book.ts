import type { Instrument } from './instrument.ts';
import { QuoteFold } from './quote-fold.ts';

export interface QuotedSource {
  readonly symbol: string;
  readonly source: string;
}

/** The quote of every listed symbol from every source that tells of it. */
export class QuoteBook {
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #folds = new Map<string, QuoteFold>();

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  }

  lists(symbol: string): boolean {
    return this.#instruments.has(symbol);
  }

  instrument(symbol: string): Instrument | null {
    return this.#instruments.get(symbol) ?? null;
  }

  /** Null for a symbol that is not listed. */
  of({ symbol, source }: QuotedSource): QuoteFold | null {
    const instrument = this.#instruments.get(symbol);
    if (!instrument) return null;
    const key = `${symbol} ${source}`;
    const known = this.#folds.get(key);
    if (known) return known;
    const fold = new QuoteFold(instrument);
    this.#folds.set(key, fold);
    return fold;
  }

  /** Its next fold begins with nothing. */
  forget({ symbol, source }: QuotedSource): void {
    this.#folds.delete(`${symbol} ${source}`);
  }
}
