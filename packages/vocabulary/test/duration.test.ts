import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, parseDuration } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';

describe('a duration', () => {
  it.each([
    ['PT15M', 15 * MINUTE_MS],
    ['P90D', 90 * DAY_MS],
    ['P1DT2H', DAY_MS + 2 * HOUR_MS],
    ['P2W', 14 * DAY_MS],
    ['PT0.25S', 250],
    ['PT0S', 0],
  ])('%s is read as milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', '15M', 'P1M', 'P1Y', 'PT-1S', 'pt1s', 'P1DT'])('"%s" is refused', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('is written in its shortest form', () => {
    expect([0, 250, 90_000, DAY_MS + HOUR_MS].map(formatDuration)).toEqual(['PT0S', 'PT0.25S', 'PT1M30S', 'P1DT1H']);
  });
});
