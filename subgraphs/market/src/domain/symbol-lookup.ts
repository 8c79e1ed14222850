/** An instrument as a provider knows it. */
export interface FoundSymbol {
  readonly symbol: string;
  readonly name: string;
  /** In the provider's words, e.g. `Common Stock`. */
  readonly kind: string | null;
}

/** Finds instruments by symbol or name at a provider. */
export interface SymbolLookup {
  /** Best first; null where it cannot be asked right now. */
  search(text: string): Promise<readonly FoundSymbol[] | null>;
}
