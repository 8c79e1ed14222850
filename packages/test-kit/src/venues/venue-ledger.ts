/** A trade as its venue knows it; `side` is the taker's. */
export interface LedgerTrade {
  readonly product: string;
  readonly id: number;
  readonly price: string;
  readonly size: string;
  readonly side: 'BUY' | 'SELL';
  readonly occurredAt: number;
}

/** What truly happened at a venue, whatever it told of it: ids of a product rise by one. */
export class VenueLedger {
  readonly #products = new Map<string, LedgerTrade[]>();
  /** Trades below it are forgotten. */
  readonly #firstKept = new Map<string, number>();

  constructor(readonly firstId = 1) {}

  add(trade: Omit<LedgerTrade, 'id'>): LedgerTrade {
    const trades = this.of(trade.product);
    const told = { ...trade, id: this.firstId + trades.length };
    trades.push(told);
    return told;
  }

  /** All of a product's trades, by id. */
  of(product: string): LedgerTrade[] {
    const known = this.#products.get(product);
    if (known) return known;
    const made: LedgerTrade[] = [];
    this.#products.set(product, made);
    return made;
  }

  get products(): string[] {
    return [...this.#products.keys()];
  }

  last(product: string): LedgerTrade | undefined {
    return this.#products.get(product)?.at(-1);
  }

  /** Those from `first` to `last` that the venue still tells. */
  between(product: string, first: number, last: number): LedgerTrade[] {
    const from = Math.max(first, this.#firstKept.get(product) ?? 0, this.firstId) - this.firstId;
    return this.of(product).slice(from, Math.max(last + 1 - this.firstId, from));
  }

  /** From now on the venue does not tell what is below this id. */
  forgetBelow(product: string, id: number): void {
    this.#firstKept.set(product, id);
  }
}
