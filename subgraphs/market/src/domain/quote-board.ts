import type { RecordedQuote } from './quote.ts';
import { activeNow, afterSwitch, type SourceSpans, type SourceSwitch } from './source-spans.ts';

/** A quote with the instant it reached us: of sources that do not replace each other the one with the newest receipt is active. */
export interface ReceivedQuote extends RecordedQuote {
  readonly receivedAt: number;
}

/** The latest quote of every symbol and source, and which source is active for a symbol. */
export class QuoteBoard {
  readonly #bySymbol = new Map<string, Map<string, ReceivedQuote>>();
  readonly #active = new Map<string, ReceivedQuote>();
  readonly #heardAt = new Map<string, number>();
  /** Of symbols with sources that replace each other. */
  readonly #sources = new Map<string, SourceSpans<string>>();

  /** `namesOf`: the symbols under which prices are those of one instrument. */
  constructor(private readonly namesOf: (symbol: string) => readonly string[] = (symbol) => [symbol]) {}

  /** What is recorded of symbols with sources that replace each other. */
  restoreSources(all: ReadonlyMap<string, SourceSpans<string>>): void {
    for (const [symbol, spans] of all) this.#follow(symbol, spans);
  }

  switchSource(change: SourceSwitch<string> & { readonly symbol: string }): void {
    const spans = afterSwitch(this.#sources.get(change.symbol) ?? [], change);
    if (spans) this.#follow(change.symbol, spans);
  }

  /** A quote only goes forward in its source's event time. `standsBy`: its source is not the active one, as far as it knew. */
  apply(quote: ReceivedQuote, standsBy = false): void {
    this.#heardAt.set(quote.source, Math.max(this.#heardAt.get(quote.source) ?? 0, quote.receivedAt));
    const sources = this.#bySymbol.get(quote.symbol) ?? new Map<string, ReceivedQuote>();
    const known = sources.get(quote.source);
    if (known && known.quote.asOf > quote.quote.asOf) return;
    sources.set(quote.source, quote);
    this.#bySymbol.set(quote.symbol, sources);
    if (this.#isActive(quote, standsBy)) this.#active.set(quote.symbol, quote);
  }

  /** Where it is known who is active, nobody else is, however new its word. */
  #isActive(quote: ReceivedQuote, standsBy: boolean): boolean {
    const chosen = activeNow(this.#sources.get(quote.symbol) ?? []);
    if (chosen !== null) return chosen === quote.source;
    const active = this.#active.get(quote.symbol);
    if (active?.source === quote.source) return true;
    return !standsBy && (!active || isMoreRecent(quote, active));
  }

  /** Until the new one has told a quote, that of the old one is the latest. */
  #follow(symbol: string, spans: SourceSpans<string>): void {
    this.#sources.set(symbol, spans);
    const quote = this.#bySymbol.get(symbol)?.get(activeNow(spans) ?? '');
    if (quote) this.#active.set(symbol, quote);
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
