import { describe, expect, it } from 'vitest';
import type { MetricComparison } from '../../src/domain/condition.ts';
import { Readings } from '../../src/domain/readings.ts';

const MINUTE = 60_000;
const of = (metric: MetricComparison['metric'], window: string | null = null): MetricComparison => ({
  metric,
  comparison: 'ABOVE',
  threshold: '0',
  window,
  interval: null,
});
const following = (...windowsMs: number[]) => {
  const readings = new Readings();
  readings.follow(windowsMs);
  return readings;
};

describe('the change over a window', () => {
  it('is told from the price that stood at its start', () => {
    const readings = following(MINUTE);
    readings.priceSeen(0, '100', null);
    readings.priceSeen(30_000, '110', null);
    readings.priceSeen(80_000, '121', null);
    // The window began at 20 s, when 100 still stood.
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('21');
    readings.priceSeen(95_000, '121', null);
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('10');
  });

  it('is told from the oldest known price while less than the window is known', () => {
    const readings = following(MINUTE);
    readings.priceSeen(0, '100', null);
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBeNull();
    readings.priceSeen(5_000, '100.42', null);
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('0.42');
  });

  it('over a day is the one of the quote', () => {
    const readings = following(MINUTE);
    readings.priceSeen(0, '100', 1.5);
    expect(readings.observe().measure(of('CHANGE_PERCENT'))).toBe('1.5');
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'P1D'))).toBe('1.5');
  });

  it('needs bounded memory, however many prices come', () => {
    const readings = following(MINUTE);
    for (let at = 0; at < 600_000; at += 10) readings.priceSeen(at, String(100 + (at % 7)), null);
    expect(readings.stored().windows[0]?.samples.at.length).toBeLessThan(125);
  });

  it('goes on after a restart', () => {
    const before = following(MINUTE);
    before.priceSeen(0, '100', null);
    const after = new Readings(JSON.parse(JSON.stringify(before.stored())));
    after.follow([MINUTE]);
    after.priceSeen(10_000, '101', null);
    expect(after.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('1');
  });
});

describe('sentiment', () => {
  it('is the mean of the articles within the window', () => {
    const readings = following();
    readings.articleScored('old', 0, -1);
    readings.articleScored('a', 60 * MINUTE, 0.2);
    readings.articleScored('b', 70 * MINUTE, 0.6);
    expect(readings.observe().measure(of('SENTIMENT', 'PT1H'))).toBe('0.4');
  });

  it('takes the new score of an article that is scored again', () => {
    const readings = following();
    readings.articleScored('a', 0, 0.9);
    readings.articleScored('a', 0, 0.1);
    expect(readings.observe().measure(of('SENTIMENT'))).toBe('0.1');
  });

  it('is unknown without an article', () => {
    expect(following().observe().measure(of('SENTIMENT'))).toBeNull();
  });
});

describe('event time', () => {
  it('never goes back, whatever comes late', () => {
    const readings = following();
    readings.priceSeen(100, '1', null);
    readings.articleScored('late', 50, 0.5);
    expect(readings.observe().at).toBe(100);
  });
});
