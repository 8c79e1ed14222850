import type { FeedGap, Trade } from '../../domain/price-feed.ts';
import type { KeptTrades } from './stream-position.ts';

/** One symbol's trades at a venue that names none: every interruption is a gap that nobody can fill. */
export class PlacedTrades {
  #newestAt: number;
  #interruption: FeedGap | null = null;
  #text: string | null = null;

  constructor(
    readonly symbol: string,
    readonly tell: (gap: FeedGap) => void,
    kept: KeptTrades | null,
  ) {
    this.#newestAt = kept?.newestAt ?? 0;
  }

  take({ occurredAt }: Trade): 'NEW' {
    if (this.#interruption) this.tell({ ...this.#interruption, to: Math.max(occurredAt, this.#interruption.from) });
    this.#interruption = null;
    this.#newestAt = Math.max(this.#newestAt, occurredAt);
    this.#text = null;
    return 'NEW';
  }

  /** Prices may have been missed since the last one; before the first there was nothing to miss. */
  interrupted(reason: string): void {
    if (this.#newestAt === 0 || this.#interruption) return;
    const id = `since-${this.#newestAt}`;
    this.#interruption = { symbol: this.symbol, id, state: 'LOST', from: this.#newestAt, to: null, missing: null, reason };
    this.tell(this.#interruption);
  }

  text(): string {
    this.#text ??= `${JSON.stringify(this.symbol)}:[null,${this.#newestAt}]`;
    return this.#text;
  }

  get newestAt(): number {
    return this.#newestAt;
  }

  get begun(): boolean {
    return this.#newestAt > 0;
  }
}
