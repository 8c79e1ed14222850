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
const price = (at: number, value: string, changePercent: number | null = null, source = 'a') => ({
  source,
  at,
  price: value,
  changePercent,
});
const following = (...windowsMs: number[]) => {
  const readings = new Readings();
  readings.follow(windowsMs);
  return readings;
};

describe('the change over a window', () => {
  it('is told from the price that stood at its start', () => {
    const readings = following(MINUTE);
    readings.priceSeen(price(0, '100', null));
    readings.priceSeen(price(30_000, '110', null));
    readings.priceSeen(price(80_000, '121', null));
    // The window began at 20 s, when 100 still stood.
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('21');
    readings.priceSeen(price(95_000, '121', null));
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('10');
  });

  it('is told from the oldest known price while less than the window is known', () => {
    const readings = following(MINUTE);
    readings.priceSeen(price(0, '100', null));
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBeNull();
    readings.priceSeen(price(5_000, '100.42', null));
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'PT1M'))).toBe('0.42');
  });

  it('over a day is the one of the quote', () => {
    const readings = following(MINUTE);
    readings.priceSeen(price(0, '100', 1.5));
    expect(readings.observe().measure(of('CHANGE_PERCENT'))).toBe('1.5');
    expect(readings.observe().measure(of('CHANGE_PERCENT', 'P1D'))).toBe('1.5');
  });

  it('needs bounded memory, however many prices come', () => {
    const readings = following(MINUTE);
    for (let at = 0; at < 600_000; at += 10) readings.priceSeen(price(at, String(100 + (at % 7)), null));
    expect(readings.stored().windows[0]?.samples.at.length).toBeLessThan(125);
  });

  it('goes on after a restart', () => {
    const before = following(MINUTE);
    before.priceSeen(price(0, '100', null));
    const after = new Readings(JSON.parse(JSON.stringify(before.stored())));
    after.follow([MINUTE]);
    after.priceSeen(price(10_000, '101', null));
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

describe('a price', () => {
  const change = of('CHANGE_PERCENT', 'PT1M');

  it('that comes late is passed over', () => {
    const readings = following(MINUTE);
    readings.priceSeen(price(10_000, '100'));
    expect(readings.priceSeen(price(9_000, '500'))).toBe(false);
    expect(readings.observe().measure(of('PRICE'))).toBe('100');
  });

  it('of another source that is a little behind is the newest, at the time already reached', () => {
    const readings = following(MINUTE);
    readings.priceSeen(price(10_000, '100'));
    readings.priceSeen(price(9_000, '101', null, 'b'));
    expect([readings.observe().at, readings.observe().measure(of('PRICE'))]).toEqual([10_000, '101']);
  });

  it('of long before begins another tape', () => {
    const readings = following(MINUTE);
    readings.priceSeen(price(Date.UTC(2026, 0, 1), '500'));
    readings.priceSeen(price(Date.UTC(2013, 0, 1), '100'));
    readings.priceSeen(price(Date.UTC(2013, 0, 1) + 1_000, '101'));
    expect([readings.observe().at, readings.observe().measure(change)]).toEqual([Date.UTC(2013, 0, 1) + 1_000, '1']);
  });

  it('of another year than the news leaves both alone', () => {
    const readings = following(MINUTE);
    readings.articleScored('news', Date.UTC(2026, 0, 1), 0.5);
    readings.priceSeen(price(Date.UTC(2013, 0, 1), '100'));
    expect(readings.observe().measure(of('SENTIMENT'))).toBeNull();
    readings.articleScored('more', Date.UTC(2026, 0, 1) + 1, 0.7);
    expect([readings.observe().at, readings.observe().measure(of('SENTIMENT'))]).toEqual([Date.UTC(2026, 0, 1) + 1, '0.6']);
  });
});
