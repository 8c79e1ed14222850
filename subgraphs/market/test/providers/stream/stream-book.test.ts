import { Metrics } from '@marketgraph/service';
import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../src/domain/price-feed.ts';
import { StreamBook } from '../../../src/providers/stream/stream-book.ts';
import { StreamMetrics } from '../../../src/providers/stream/stream-metrics.ts';
import { StreamOutbox } from '../../../src/providers/stream/stream-outbox.ts';
import { readPosition } from '../../../src/providers/stream/stream-position.ts';
import type { StreamVenue } from '../../../src/providers/stream/stream-venue.ts';
import { tradeOf } from './ledger-of-trades.ts';

const sequenced: StreamVenue = {
  ...{ source: 'venue', url: 'ws://127.0.0.1', tradeKeys: 'SEQUENCE', expectedIntervalMs: 1_000, messagesPerSecond: 1, maxSymbols: 100 },
  providerSymbolOf: (symbol) => symbol,
  subscribe: () => [],
  mapper: () => {
    throw new Error('A book reads no frames.');
  },
  missedTrades: async () => ({ trades: [], lostBelow: null }),
};
const placed: StreamVenue = { ...sequenced, tradeKeys: 'PLACE' };

function open(venue: StreamVenue, position: string | null, now = 0) {
  const outbox = new StreamOutbox(() => undefined);
  const book = new StreamBook(venue, outbox, new StreamMetrics('venue', new Metrics()), position, now);
  const put = (trades: readonly Trade[]) => book.put({ trades, quotes: [] }, now);
  return { outbox, book, put };
}

describe('the book of a stream', () => {
  it('writes a position that says of each symbol what it knows, however many change between two', () => {
    const { book, put } = open(sequenced, null);
    const next = new Map<string, number>();
    for (let round = 0; round < 200; round++) {
      const symbol = `S${(round * 7) % 45}`;
      const key = (next.get(symbol) ?? 100) + (round % 5 === 0 ? 1 : 0);
      put([tradeOf(key, round, symbol)]);
      next.set(symbol, key + 1);
      const kept = readPosition(book.position());
      expect(new Map([...(kept?.symbols ?? [])].map(([name, { next: expected }]) => [name, expected]))).toEqual(next);
    }
  });

  it('keeps what a position says of symbols that have told nothing since', () => {
    const first = open(sequenced, null);
    first.put([tradeOf(5), tradeOf(9, 9_000, 'ETH-USD')]);
    const second = open(sequenced, first.book.position());
    second.put([tradeOf(6)]);
    expect(readPosition(second.book.position())?.symbols.get('ETH-USD')).toMatchObject({ next: 10, newestAt: 9_000 });
  });

  it('names what has no numbers by connection, frame and place, always higher than before', () => {
    const keys: number[] = [];
    let position: string | null = null;
    for (let run = 0; run < 3; run++) {
      const { book, outbox, put } = open(placed, position);
      for (let connection = 0; connection < 2; connection++) {
        book.places.beginConnection();
        put([tradeOf(0), tradeOf(0)]);
        put([tradeOf(0)]);
      }
      keys.push(...(outbox.takeItems()?.trades ?? []).map(({ key }) => key));
      position = book.position();
    }
    expect(keys).toHaveLength(18);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
    expect(Math.max(...keys)).toBeLessThan(2 ** 53);
  });

  it('names more items of one frame than a frame has places for', () => {
    const { outbox, put } = open(placed, null);
    put(Array.from({ length: 2_500 }, () => tradeOf(0)));
    put([tradeOf(0)]);
    const keys = (outbox.takeItems()?.trades ?? []).map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
    expect(keys).toHaveLength(2_501);
  });

  it('tells an interruption once, however often the connection fails before the next price', () => {
    const { book, outbox, put } = open(placed, null);
    put([tradeOf(0, 5_000)]);
    for (const reason of ['cut', 'refused', 'refused']) book.interrupted(['BTC-USD', 'ETH-USD'], reason);
    put([tradeOf(0, 9_000)]);
    const gap = { symbol: 'BTC-USD', id: 'since-5000', state: 'LOST', from: 5_000, missing: null, reason: 'cut' };
    expect(outbox.takeItems()?.gaps).toEqual([
      { ...gap, to: null },
      { ...gap, to: 9_000 },
    ]);
  });
});
