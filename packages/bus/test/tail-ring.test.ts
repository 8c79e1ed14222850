import { describe, expect, test } from 'vitest';
import { loggedEvent, type RingItem, TailRing } from '../src/tail/tail-ring.ts';

const MEGABYTE = 1024 * 1024;
const EPOCH = 'epoch';

function item(position: number, size: number): RingItem {
  const event = {
    type: 'WatchlistChanged',
    version: 1,
    key: 'w',
    occurredAt: 1,
    receivedAt: 1,
    publishedAt: 1,
    payload: { watchlistId: 'w', userId: 'u', name: `${position}`, symbols: null },
  } as const;
  return {
    partition: 0,
    position,
    positions: [position],
    logged: loggedEvent(event, 0, { epoch: 'epoch' }, [position]),
    body: 'x'.repeat(size),
  };
}

describe('The ring of the newest entries', () => {
  test('covers nothing before it has begun', () => {
    expect(new TailRing().covers([0], EPOCH)).toBe(false);
  });

  test('stays within its size, and says what it does not cover any more', () => {
    const ring = new TailRing();
    ring.reset([0], EPOCH);
    for (let position = 1; position <= 50; position++) ring.push([item(position, MEGABYTE)]);
    expect(ring.covers([0], EPOCH)).toBe(false);
    expect(ring.covers([49], EPOCH)).toBe(true);
    expect(ring.take(0, [40], 100).events.length).toBeLessThanOrEqual(4);
  });

  test('does not give the entries of an epoch to a tail that is in the next one already', () => {
    const ring = new TailRing();
    ring.reset([0], EPOCH);
    ring.push([item(1, 10)]);
    expect(ring.covers([0], EPOCH)).toBe(true);
    expect(ring.covers([0], 'the next epoch')).toBe(false);
  });

  test('knows the event of an entry that it holds, and of none that has taken its place', () => {
    const ring = new TailRing();
    ring.reset([0], EPOCH);
    ring.push([item(1, 10)]);
    const entry = { partition: 0, position: 1, publishedAt: 1, type: 'WatchlistChanged', body: 'x'.repeat(10) };
    expect(ring.eventOf(entry)).toBe(ring.take(0, [0], 1).events[0]?.event);
    expect(ring.eventOf({ ...entry, body: 'y'.repeat(10) })).toBeNull();
    expect(ring.eventOf({ ...entry, position: 2 })).toBeNull();
    ring.reset([1], EPOCH);
    expect(ring.eventOf(entry)).toBeNull();
  });

  test('forgets the events of the entries that it drops', () => {
    const ring = new TailRing();
    ring.reset([0], EPOCH);
    ring.push(Array.from({ length: 20_000 }, (_, index) => item(index + 1, 10)));
    const entry = { partition: 0, publishedAt: 1, type: 'WatchlistChanged', body: 'x'.repeat(10) };
    expect(ring.eventOf({ ...entry, position: 10_000 })).toBeNull();
    expect(ring.eventOf({ ...entry, position: 20_000 })).not.toBeNull();
  });

  test('stays within its number of entries', () => {
    const ring = new TailRing();
    ring.reset([0], EPOCH);
    ring.push(Array.from({ length: 20_000 }, (_, index) => item(index + 1, 10)));
    expect(ring.covers([10_000], EPOCH)).toBe(false);
    const own = [19_000];
    expect(ring.take(0, own, 5_000).events).toHaveLength(1_000);
    expect(own).toEqual([20_000]);
  });

  test('gives out its very objects to a reader in the same order, and places of its own to another', () => {
    const ring = new TailRing();
    ring.reset([0, 0], EPOCH);
    const items = [item(1, 1), item(2, 1)].map((one) => ({
      ...one,
      positions: [one.position, 0],
      logged: one.logged && { ...one.logged, place: { epoch: 'epoch', positions: [one.position, 0] } },
    }));
    ring.push(items);
    expect(ring.take(0, [0, 0], 10).events[0]).toBe(items[0]?.logged);
    const [other] = ring.take(0, [0, 7], 10).events;
    expect(other).not.toBe(items[0]?.logged);
    expect(other?.place.positions).toEqual([1, 7]);
    expect(other?.event).toBe(items[0]?.logged?.event);
  });
});
