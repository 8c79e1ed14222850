import { type FeedState, isStaleAfter } from './feed-state.ts';

/** What a feed said of itself last. */
export interface FeedWord {
  readonly name: string;
  readonly state: FeedState;
  /** When it last showed that it is alive, where it can without prices. */
  readonly heardAt?: number | null;
}

export interface ToldFeed {
  /** When it was told of last. */
  readonly toldAt: number;
  /** When it showed that it is alive; 0 where it only tells prices. */
  readonly heardAt: number;
  /** Whether what it told before is to be trusted no more. */
  readonly isStale: boolean;
}

/** How the feeds are doing, as ingest tells it. */
export class FeedBoard {
  readonly #feeds = new Map<string, ToldFeed>();

  hear({ name, state, heardAt }: FeedWord, toldAt: number): void {
    const before = this.#feeds.get(name);
    if (before && before.toldAt > toldAt) return;
    // Silence is judged when somebody asks.
    const isStale = isStaleAfter(before?.isStale ?? false, state, false);
    this.#feeds.set(name, { toldAt, heardAt: heardAt ?? 0, isStale });
  }

  /** Null for one that nobody has told of. */
  of(name: string): ToldFeed | null {
    return this.#feeds.get(name) ?? null;
  }
}
