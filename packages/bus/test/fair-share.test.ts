import { describe, expect, test } from 'vitest';
import { fairShare } from '../src/groups/fair-share.ts';

const sharesOf = (partitions: number, living: number) =>
  Array.from({ length: living }, (_, before) => fairShare(partitions, { living, before }));

describe("A consumer's share of four partitions", () => {
  test('is all of them when it is alone', () => {
    expect(sharesOf(4, 1)).toEqual([4]);
  });

  test('is as large as the others, and one more for the first of them where they do not divide evenly', () => {
    expect(sharesOf(4, 2)).toEqual([2, 2]);
    expect(sharesOf(4, 3)).toEqual([2, 1, 1]);
  });

  test('is none for those for whom there is nothing left', () => {
    expect(sharesOf(4, 6)).toEqual([1, 1, 1, 1, 0, 0]);
  });

  test.each([1, 2, 3, 4, 5, 7, 9])('leaves none over and gives none twice among %i', (living) => {
    expect(sharesOf(4, living).reduce((sum, share) => sum + share, 0)).toBe(4);
  });
});
