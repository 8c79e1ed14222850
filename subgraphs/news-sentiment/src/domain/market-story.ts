import type { ListedInstrument } from './instrument.ts';

/** What a teller of news hears of the market: who is listed, and what it costs now. */
export type StoryItem =
  | { readonly kind: 'listed'; readonly instrument: ListedInstrument }
  | { readonly kind: 'price'; readonly symbol: string; readonly price: number; readonly at: number; readonly position: string };

export interface MarketStory {
  /** From right after `position` (null: from now on) until the signal aborts. */
  follow(position: string | null, signal: AbortSignal): AsyncIterable<StoryItem>;
}
