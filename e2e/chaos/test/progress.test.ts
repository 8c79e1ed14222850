import { describe, expect, it } from 'vitest';
import { caughtUp, percentile } from '../scenarios/progress.ts';

describe('progress', () => {
  const seen = [
    { at: 1_000, stored: 100, due: 100 },
    { at: 3_000, stored: null, due: 300 },
    { at: 5_000, stored: 150, due: 500 },
    { at: 7_000, stored: 400, due: 700 },
    { at: 9_000, stored: 720, due: 900 },
  ];

  it('is caught up when all is stored that was due two seconds before', () => {
    expect(caughtUp(seen, 4_000)).toBe(5_000);
    expect(caughtUp(seen.slice(0, 4), 4_000)).toBeNull();
  });

  it('has percentiles', () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([], 0.99)).toBe(0);
  });
});
