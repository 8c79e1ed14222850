import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MissingTime, MissingTimes } from '../../src/domain/missing-times.ts';

const seed = 20_261_121;
const time = fc.integer({ min: 0, max: 60 });
const gap: fc.Arbitrary<MissingTime> = fc
  .tuple(time, fc.option(fc.integer({ min: 0, max: 20 })))
  .map(([from, length]) => ({ from, to: length === null ? null : from + length }));

it('a candle misses what happened at a bound of a gap, for several trades can share an instant', () => {
  const missing = new MissingTimes([{ from: 10, to: 20 }]);
  const complete = (openTime: number, closeTime: number) => missing.isComplete({ openTime, closeTime });
  expect([complete(0, 10), complete(5, 11), complete(20, 30), complete(21, 30)]).toEqual([true, false, false, true]);
});

it('a gap that goes on leaves no later candle complete; where there is none, all are', () => {
  expect(new MissingTimes([{ from: 10, to: null }]).isComplete({ openTime: 1_000_000, closeTime: 1_060_000 })).toBe(false);
  expect(new MissingTimes([]).isNone).toBe(true);
});

it(`many gaps are judged as each of them alone would be (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 8 }), time, fc.integer({ min: 1, max: 10 }), (gaps, openTime, length) => {
      const closeTime = openTime + length;
      const naive = gaps.every(({ from, to }) => from >= closeTime || (to !== null && to < openTime));
      expect(new MissingTimes(gaps).isComplete({ openTime, closeTime })).toBe(naive);
    }),
    { seed, numRuns: 2_000 },
  );
});
