import type { RecordedQuote } from './quote.ts';

/** A quote with the instant it reached us: the source with the newest receipt is the active one. */
export interface ReceivedQuote extends RecordedQuote {
  readonly receivedAt: number;
}

/** The latest quote of every symbol and source, and which source is active for a symbol. */
export class QuoteBoard {
  readonly #bySymbol = new Map<string, Map<string, ReceivedQuote>>();
  readonly #active = new Map<string, ReceivedQuote>();
  readonly #heardAt = new Map<string, number>();

  /** `namesOf`: the symbols under which prices are those of one instrument. */
  constructor(private readonly namesOf: (symbol: string) => readonly string[] = (symbol) => [symbol]) {}

  /** A quote only goes forward in its source's event time. */
  apply(quote: ReceivedQuote): void {
    this.#heardAt.set(quote.source, Math.max(this.#heardAt.get(quote.source) ?? 0, quote.receivedAt));
    const sources = this.#bySymbol.get(quote.symbol) ?? new Map<string, ReceivedQuote>();
    const known = sources.get(quote.source);
    if (known && known.quote.asOf > quote.quote.asOf) return;
    sources.set(quote.source, quote);
    this.#bySymbol.set(quote.symbol, sources);
    const active = this.#active.get(quote.symbol);
    if (!active || active.source === quote.source || isMoreRecent(quote, active)) this.#active.set(quote.symbol, quote);
  }

  /** Of the active source; null before the first one. */
  latest(symbol: string): ReceivedQuote | null {
    const names = this.namesOf(symbol);
    if (names.length === 1) return this.#active.get(names[0] ?? symbol) ?? null;
    const told = names.flatMap((name) => this.#active.get(name) ?? []);
    return told.reduce<ReceivedQuote | null>((newest, quote) => (newest && isMoreRecent(newest, quote) ? newest : quote), null);
  }

  /** When the source last told anything of any symbol: a quiet symbol of a lively source is not stale. */
  heardAt(source: string): number {
    return this.#heardAt.get(source) ?? 0;
  }
}

/** Decided by what was received alone, so that all processes agree. */
function isMoreRecent(a: ReceivedQuote, b: ReceivedQuote): boolean {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt > b.receivedAt;
  return a.quote.asOf === b.quote.asOf ? a.source > b.source : a.quote.asOf > b.quote.asOf;
}
