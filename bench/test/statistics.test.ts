import { expect, test } from 'vitest';
import { median, quantile, seededRandom, spread } from '../frame/statistics.ts';

test('the median of an even count lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('a quantile lies on the line between its neighbours', () => {
  const hundred = Array.from({ length: 101 }, (_, index) => index);
  expect(quantile(hundred, 0.95)).toBe(95);
  expect(quantile([10, 20], 0.25)).toBe(12.5);
});

test('numbers are ordered by size and not by their digits', () => {
  expect(spread([100, 9, 20])).toEqual({ median: 20, min: 9, max: 100 });
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow('Nothing was measured.');
});

test('a seed gives the same numbers again, spread evenly', () => {
  const random = seededRandom(7);
  const again = seededRandom(7);
  const numbers = Array.from({ length: 10_000 }, () => random());
  expect(numbers.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => again()));
  expect(numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toBeCloseTo(0.5, 1);
  expect(seededRandom(8)()).not.toBe(numbers[0]);
});
