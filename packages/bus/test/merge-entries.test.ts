import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../src/entry.ts';
import { mergeEntries } from '../src/tail/merge-entries.ts';

const entry = (partition: number, position: number, publishedAt: number): Entry => ({
  partition,
  position,
  publishedAt,
  type: 'T',
  body: '',
});

describe('Merging pages of partitions', () => {
  test('goes by time, and by partition where times are equal', () => {
    const merged = mergeEntries([entry(0, 1, 5), entry(0, 2, 7), entry(1, 1, 5), entry(1, 2, 6)], 10);
    expect(merged.map(({ partition, position }) => [partition, position])).toEqual([
      [0, 1],
      [1, 1],
      [1, 2],
      [0, 2],
    ]);
  });

  test('keeps the order of a partition whose clock went back', () => {
    const merged = mergeEntries([entry(0, 1, 9), entry(0, 2, 1), entry(1, 1, 5)], 10);
    expect(merged.map(({ partition, position }) => [partition, position])).toEqual([
      [1, 1],
      [0, 1],
      [0, 2],
    ]);
  });

  test('stops where a full page ends, because older entries may follow it', () => {
    const merged = mergeEntries([entry(0, 1, 1), entry(0, 2, 2), entry(1, 1, 9)], 2);
    expect(merged.map(({ partition }) => partition)).toEqual([0, 0]);
  });

  test('gives every partition a prefix of its page, and all when no page is full', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 13 }),
        (times, limit) => {
          const pages = times.map((page, partition) => page.slice(0, limit).map((at, index) => entry(partition, index + 1, at)));
          const merged = mergeEntries(pages.flat(), limit);
          for (const [partition, page] of pages.entries()) {
            const own = merged.filter((one) => one.partition === partition);
            expect(own).toEqual(page.slice(0, own.length));
          }
          const full = pages.some((page) => page.length === limit);
          expect(merged.length === pages.flat().length || full).toBe(true);
          expect(merged.length > 0 || pages.flat().length === 0).toBe(true);
        },
      ),
    );
  });
});
