import { describe, expect, test } from 'vitest';
import { FairShare } from '../src/groups/fair-share.ts';

const sharesOf = (partitions: number, members: readonly number[]) => {
  const share = new FairShare(partitions);
  return members.map((living) => share.next(living));
};

describe("A consumer's share of four partitions", () => {
  test('is all of them when it is alone, from the first round on', () => {
    expect(sharesOf(4, [1, 1])).toEqual([4, 4]);
  });

  test('is the smaller one when others have come, and what is left over once all have had their turn', () => {
    expect(sharesOf(4, [1, 3, 3, 3, 3])).toEqual([4, 1, 1, 2, 2]);
  });

  test('is one when there are more consumers than partitions', () => {
    expect(sharesOf(4, [9, 9, 9, 9])).toEqual([1, 1, 1, 1]);
  });

  test('counts at least the consumer itself', () => {
    expect(sharesOf(4, [0])).toEqual([4]);
  });
});
