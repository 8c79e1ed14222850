import { expect, it } from 'vitest';
import { FeedBoard, type FeedWord } from '../../src/domain/feed-board.ts';
import { freshnessOf, type NumberSource } from '../../src/domain/freshness.ts';
import { nyse } from '../market-bench.ts';

const monday = Date.UTC(2026, 0, 5, 15);
const saturday = Date.UTC(2026, 0, 3, 15);
const source = (given: Partial<NumberSource>): NumberSource => ({
  provenance: 'LIVE',
  exchange: nyse,
  pricedAt: monday,
  feed: null,
  ...given,
});
const told = (word: Omit<FeedWord, 'name'>, at: number) => {
  const board = new FeedBoard();
  board.hear({ name: 'venue', ...word }, at);
  return board.of('venue');
};

it('a live number is LIVE while its source talks, STALE after ten seconds without a word', () => {
  expect(freshnessOf(source({ pricedAt: monday - 10_000 }), monday)).toBe('LIVE');
  expect(freshnessOf(source({ pricedAt: monday - 10_001 }), monday)).toBe('STALE');
  expect(freshnessOf(source({ pricedAt: saturday - 10_001, exchange: null }), saturday)).toBe('STALE');
});

it('a live number is LIVE in a quiet market as long as its feed shows that it is alive', () => {
  const feed = told({ state: 'LIVE', heardAt: monday - 9_000 }, monday - 1_000);
  expect(freshnessOf(source({ pricedAt: monday - 3_600_000, feed }), monday)).toBe('LIVE');
  expect(freshnessOf(source({ pricedAt: monday - 3_600_000, feed }), monday + 1_001)).toBe('STALE');
});

it('a number of a feed that is quiet or down is STALE at once, and fresh again when the feed is live', () => {
  const board = new FeedBoard();
  const freshnessAfter = (state: FeedWord['state']) => {
    board.hear({ name: 'venue', state, heardAt: monday }, monday);
    return freshnessOf(source({ feed: board.of('venue') }), monday);
  };
  expect((['LIVE', 'QUIET', 'CONNECTING', 'LIVE', 'CONNECTING', 'DOWN', 'CONNECTING', 'LIVE'] as const).map(freshnessAfter)).toEqual([
    'LIVE',
    'STALE',
    'STALE',
    'LIVE',
    'LIVE',
    'STALE',
    'STALE',
    'LIVE',
  ]);
});

it('a number of a closed venue is CLOSED, live or delayed, whatever its feed says', () => {
  const feed = told({ state: 'DOWN' }, saturday);
  expect(freshnessOf(source({ pricedAt: saturday, feed }), saturday)).toBe('CLOSED');
  expect(freshnessOf(source({ provenance: 'DELAYED', pricedAt: saturday, feed }), saturday)).toBe('CLOSED');
});

it('a delayed number stays DELAYED until its feed is overdue or nobody tells of it', () => {
  const delayed = source({ provenance: 'DELAYED', pricedAt: monday - 7_200_000 });
  expect(freshnessOf(delayed, monday)).toBe('DELAYED');
  expect(freshnessOf({ ...delayed, feed: told({ state: 'LIVE', heardAt: monday - 7_200_000 }, monday) }, monday)).toBe('DELAYED');
  expect(freshnessOf({ ...delayed, feed: told({ state: 'RATE_LIMITED', heardAt: monday - 7_200_000 }, monday) }, monday)).toBe('DELAYED');
  expect(freshnessOf({ ...delayed, feed: told({ state: 'QUIET', heardAt: monday - 7_200_000 }, monday) }, monday)).toBe('STALE');
  expect(freshnessOf({ ...delayed, feed: told({ state: 'LIVE' }, monday - 30_001) }, monday)).toBe('STALE');
});

it('what is replayed or simulated says so at any hour', () => {
  const feed = told({ state: 'DOWN' }, monday);
  expect(freshnessOf(source({ provenance: 'REPLAYED', pricedAt: 0, feed }), saturday)).toBe('REPLAYED');
  expect(freshnessOf(source({ provenance: 'SIMULATED', pricedAt: 0, feed }), monday)).toBe('SIMULATED');
});
