import type { NewEvent } from '@marketgraph/events';
import { describe, expect, it } from 'vitest';
import type { MetricComparison } from '../../src/domain/condition.ts';
import { Readings } from '../../src/domain/readings.ts';
import { sightingsOf } from '../../src/pipeline/sightings.ts';
import { prices } from '../alerts-bench.ts';

const NOON = Date.UTC(2013, 9, 7, 12);
const price = { metric: 'PRICE', comparison: 'ABOVE', threshold: '0', window: null, interval: null } as const;
const change = { ...price, metric: 'CHANGE_PERCENT' } as const;

/** What rules see, sighting by sighting. */
function seen(event: NewEvent<'PricesReceived'>, metric: MetricComparison = price, watched = true): (string | null)[] {
  const readings = new Readings();
  const sightings = sightingsOf({ ...event, version: 1, publishedAt: NOON }, () => watched);
  return sightings.flatMap(({ note }) => (note(readings) ? [readings.observe().measure(metric)] : []));
}

describe('what an entry of trades tells', () => {
  it('is its extremes in the order they came, then the quote', () => {
    expect(seen(prices('SPY', NOON, '5', '9', '7', '2', '6'))).toEqual(['9', '2', '6']);
    expect(seen(prices('SPY', NOON, '5', '2', '9', '6'))).toEqual(['2', '9', '6']);
  });

  it('is the quote alone where that is the extreme', () => {
    expect(seen(prices('SPY', NOON, '5'))).toEqual(['5']);
  });

  it('is the quote alone of a symbol that nobody watches', () => {
    expect(seen(prices('SPY', NOON, '5', '9', '7'), price, false)).toEqual(['7']);
  });

  it('is nothing where its source only stands by', () => {
    const event = prices('SPY', NOON, '5', '9', '7');
    expect(seen({ ...event, payload: { ...event.payload, mark: 'STANDBY' } })).toEqual([]);
  });

  it("gives each extreme the day's change that belongs to it", () => {
    const event = prices('SPY', NOON, '110', '120', '105');
    const payload = { ...event.payload, quote: { ...event.payload.quote, change: '5', changePercent: 5 } };
    expect(seen({ ...event, payload }, change)).toEqual(['20', '5']);
  });
});

describe('an entry of quotes', () => {
  const quoted = (bids: string[], volume: string, last: string): NewEvent<'PricesReceived'> => {
    const event = prices('EUR-USD', NOON);
    const quotes = { key: bids.map((_, index) => index), bid: bids, ask: bids, occurredAt: bids.map(() => NOON) };
    return { ...event, payload: { ...event.payload, quotes, quote: { ...event.payload.quote, price: last, volume } } };
  };

  it('tells the extremes of the bids where there are no trades', () => {
    expect(seen(quoted(['1.3', '1.4', '1.35'], '0', '1.35'))).toEqual(['1.3', '1.4', '1.35']);
  });

  it('tells the last trade alone where there are trades', () => {
    expect(seen(quoted(['1.3', '1.4', '1.35'], '100', '1.32'))).toEqual(['1.32']);
  });
});
