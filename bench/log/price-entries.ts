import type { NewEvent } from '@marketgraph/events';

/** As many as the shipped ingest is asked to carry in the bench `pipeline`. */
const SYMBOLS = 500;
const DAY = Date.UTC(2026, 0, 5, 15, 0);

/** Distinct trades in events of one symbol each, in the columns of the shipped ingest; the same for the same numbers. */
export function pricesOf(first: number, trades: number, perEvent: number): NewEvent<'PricesReceived'>[] {
  const events: NewEvent<'PricesReceived'>[] = [];
  for (let from = first; from < first + trades; from += perEvent) {
    events.push(eventOf(from, Math.min(perEvent, first + trades - from), perEvent));
  }
  return events;
}

function eventOf(from: number, count: number, perEvent: number): NewEvent<'PricesReceived'> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const symbol = `S${String((from / perEvent) % SYMBOLS).padStart(3, '0')}`;
  const at = DAY + from;
  const price = priceOf(from);
  return {
    type: 'PricesReceived',
    key: symbol,
    occurredAt: at,
    receivedAt: at + 3,
    payload: {
      symbol,
      source: 'bench',
      provenance: 'LIVE',
      trades: {
        key: numbers,
        price: numbers.map(priceOf),
        size: numbers.map((number) => String(1 + (number % 300))),
        side: numbers.map((number) => (number % 2 ? 'BUY' : 'SELL')),
        occurredAt: numbers.map((number) => DAY + number),
        conditions: numbers.map(() => null),
      },
      quotes: { key: [], bid: [], ask: [], occurredAt: [] },
      quote: {
        price,
        bid: price,
        ask: price,
        change: '1.25',
        changePercent: 0.8,
        open: '155.00',
        high: '161.40',
        low: '154.20',
        previousClose: '154.75',
        volume: String(1_000 + from),
        asOf: at,
      },
    },
  };
}

export function priceOf(number: number): string {
  return (150 + (number % 1_000) / 100).toFixed(2);
}

/** The anchor's entry: one trade of some 180 bytes as a program of an afternoon would write it. */
export function tickOf(number: number): string {
  const symbol = `S${String(number % SYMBOLS).padStart(3, '0')}`;
  const at = new Date(DAY + number).toISOString();
  return JSON.stringify({
    symbol,
    source: 'bench',
    provenance: 'LIVE',
    key: number,
    price: priceOf(number),
    size: 100,
    side: 'BUY',
    occurredAt: at,
    conditions: null,
  });
}
