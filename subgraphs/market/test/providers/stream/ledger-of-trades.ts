import type { FeedGap, Trade } from '../../../src/domain/price-feed.ts';

/** A trade of which only the number matters; one a second. */
export function tradeOf(key: number, occurredAt = key * 1_000, symbol = 'BTC-USD'): Trade {
  return { symbol, key, price: '1', size: '1', side: 'BUY', occurredAt, conditions: null };
}

export function tradesFrom(first: number, last: number): Trade[] {
  return Array.from({ length: last - first + 1 }, (_, index) => tradeOf(first + index));
}

/** What is told of gaps, in short. */
export function toldOf({ id, state, from, to, missing }: FeedGap): unknown[] {
  return [id, state, from, to, missing];
}
