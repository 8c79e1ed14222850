import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysIn, TradeSequence } from '../../src/domain/trade-sequence.ts';

type Step =
  | { readonly kind: 'see' | 'reach'; readonly key: number }
  | { readonly kind: 'giveUp'; readonly first: number; readonly last: number };

const key = fc.integer({ min: 1, max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('see' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reach' as const), key }) },
  { weight: 1, arbitrary: fc.tuple(key, fc.nat(6)).map(([first, more]) => ({ kind: 'giveUp' as const, first, last: first + more })) },
);

/** The same by sets of single keys. */
class NaiveSequence {
  next: number | null = null;
  readonly missing = new Set<number>();

  see(one: number): string {
    if (this.next === null) this.next = one;
    this.reach(one);
    return this.missing.delete(one) ? 'NEW' : 'REPEAT';
  }

  reach(one: number): void {
    if (this.next === null) return;
    for (; this.next <= one; this.next++) this.missing.add(this.next);
  }

  giveUp(first: number, last: number): void {
    for (let one = first; one <= last; one++) this.missing.delete(one);
  }
}

function listed(ranges: readonly { first: number; last: number }[]): number[] {
  return ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

describe('a sequence of trades', () => {
  it('knows what is new, what was told and what is missing, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), key, fc.nat(20), (steps, from, width) => {
        const [sequence, naive] = [new TradeSequence(), new NaiveSequence()];
        for (const one of steps) {
          if (one.kind === 'see') expect(sequence.see(one.key)).toBe(naive.see(one.key));
          if (one.kind === 'reach') [sequence.reach(one.key), naive.reach(one.key)];
          if (one.kind === 'giveUp') [sequence.giveUp(one), naive.giveUp(one.first, one.last)];
          expect(sequence.next).toBe(naive.next);
          expect(listed(sequence.missing)).toEqual([...naive.missing].sort((a, b) => a - b));
          expect(keysIn(sequence.missing)).toBe(naive.missing.size);
        }
        const within = listed(sequence.missingWithin({ first: from, last: from + width }));
        expect(within).toEqual(listed(sequence.missing).filter((missing) => missing >= from && missing <= from + width));
      }),
      { numRuns: 2_000 },
    );
  });

  it('goes on from what it was as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), fc.array(key, { maxLength: 40 }), (before, after) => {
        const whole = new TradeSequence();
        for (const one of before) whole.see(one);
        const restored = new TradeSequence(whole.next, whole.missing);
        expect(after.map((one) => restored.see(one))).toEqual(after.map((one) => whole.see(one)));
        expect(restored.missing).toEqual(whole.missing);
      }),
    );
  });

  it('misses nothing before the first trade, and is not begun by the news that there are trades', () => {
    const sequence = new TradeSequence();
    sequence.reach(500);
    expect([sequence.next, sequence.see(700), sequence.missing]).toEqual([null, 'NEW', []]);
    expect(sequence.see(699)).toBe('REPEAT');
  });
});
