import type { Freshness } from '@marketgraph/vocabulary';
import { KeyedStore, type Schedule } from './keyed-store.ts';

export interface LiveQuote {
  readonly price: string;
  readonly change: string | null;
  readonly changePercent: number | null;
  readonly volume: string;
  readonly asOf: string;
  readonly freshness: Freshness;
  readonly source: string;
  readonly bid: string | null;
  readonly ask: string | null;
  /** Which way the price went last, and a number that rises with every such change: it restarts the flash. */
  readonly moved: 'up' | 'down' | null;
  readonly moves: number;
}

export type QuoteFacts = Omit<LiveQuote, 'moved' | 'moves' | 'bid' | 'ask'> & {
  readonly bid?: string | null;
  readonly ask?: string | null;
};

export class QuoteStore extends KeyedStore<LiveQuote> {
  constructor(schedule: Schedule) {
    super(schedule);
  }

  /** What a subscription brings. An older quote than the known one is late and not shown. */
  report(symbol: string, facts: QuoteFacts): void {
    const known = this.latest(symbol);
    if (known && known.asOf > facts.asOf) return;
    const from = Number(known?.price ?? facts.price);
    const moved = Number(facts.price) > from ? 'up' : Number(facts.price) < from ? 'down' : null;
    this.set(symbol, {
      price: facts.price,
      change: facts.change,
      changePercent: facts.changePercent,
      volume: facts.volume,
      asOf: facts.asOf,
      freshness: facts.freshness,
      source: facts.source,
      bid: facts.bid ?? known?.bid ?? null,
      ask: facts.ask ?? known?.ask ?? null,
      moved: moved ?? known?.moved ?? null,
      moves: (known?.moves ?? 0) + (moved ? 1 : 0),
    });
  }
}
