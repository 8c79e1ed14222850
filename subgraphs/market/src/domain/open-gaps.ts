/** A gap of one feed, by what names it there. */
export interface GapName {
  readonly symbol: string;
  readonly id: string;
}

/** Which gaps of a feed may still be filled. */
export class OpenGaps {
  readonly #open = new Set<string>();

  get count(): number {
    return this.#open.size;
  }

  tell({ symbol, id, state }: GapName & { readonly state: 'OPEN' | 'FILLED' | 'LOST' }): void {
    if (state === 'OPEN') this.#open.add(`${symbol} ${id}`);
    else this.#open.delete(`${symbol} ${id}`);
  }

  replace(open: readonly GapName[]): void {
    this.#open.clear();
    for (const { symbol, id } of open) this.#open.add(`${symbol} ${id}`);
  }
}
