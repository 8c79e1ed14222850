import type { Provenance } from '@marketgraph/vocabulary';
import type { Instrument } from './instrument.ts';
import type { RecordedQuote } from './quote.ts';
import { QuoteFold } from './quote-fold.ts';

export interface QuotedSource {
  readonly symbol: string;
  readonly source: string;
}

/** The quote of every symbol that a feed lists, from every source that tells of it. */
export class QuoteBook {
  #listed: readonly Instrument[] = [];
  #count = 0;
  readonly #instruments = new Map<string, Instrument>();
  readonly #folds = new Map<string, QuotedSource & { readonly fold: QuoteFold }>();
  readonly #provenances = new Map<string, Provenance>();

  /** A feed may list more as time goes on. */
  constructor(private readonly feed: { readonly instruments: readonly Instrument[] }) {}

  /** What prices of a source are; that of its last ones. */
  hear(source: string, provenance: Provenance): void {
    this.#provenances.set(source, provenance);
  }

  lists(symbol: string): boolean {
    return this.instrument(symbol) !== null;
  }

  instrument(symbol: string): Instrument | null {
    const { instruments } = this.feed;
    if (instruments !== this.#listed || instruments.length !== this.#count) {
      for (const instrument of instruments) this.#instruments.set(instrument.symbol, instrument);
      [this.#listed, this.#count] = [instruments, instruments.length];
    }
    return this.#instruments.get(symbol) ?? null;
  }

  /** Null for a symbol that is not listed. */
  of({ symbol, source }: QuotedSource): QuoteFold | null {
    const key = `${symbol} ${source}`;
    const known = this.#folds.get(key);
    if (known) return known.fold;
    const instrument = this.instrument(symbol);
    if (!instrument) return null;
    const fold = new QuoteFold(instrument);
    this.#folds.set(key, { symbol, source, fold });
    return fold;
  }

  /** Every quote that is known, as it stands. */
  quotes(): RecordedQuote[] {
    return [...this.#folds.values()].flatMap(({ symbol, source, fold }) => {
      const quote = fold.quote();
      const provenance = this.#provenances.get(source);
      return quote && provenance ? [{ symbol, source, provenance, quote }] : [];
    });
  }

  /** Its next fold begins with nothing. */
  forget({ symbol, source }: QuotedSource): void {
    this.#folds.delete(`${symbol} ${source}`);
  }
}
