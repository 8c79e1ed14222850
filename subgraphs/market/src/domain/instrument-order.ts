import type { Instrument } from './instrument.ts';
import { matchRank } from './instrument-catalogue.ts';
import type { Quote } from './quote.ts';

export const instrumentOrders = ['SYMBOL', 'NAME', 'CHANGE_PERCENT_DESC', 'CHANGE_PERCENT_ASC', 'VOLUME_DESC'] as const;
export type InstrumentOrder = (typeof instrumentOrders)[number];

/** What an instrument is ordered by; ties go by symbol. Numbers and texts never mix within one order. */
export type OrderKey = readonly [number | string, string];

/** Those without a quote come last in either direction. */
export function orderKey(instrument: Instrument, quote: Quote | null, order: InstrumentOrder, search: string | null): OrderKey {
  const { symbol } = instrument;
  const change = quote?.changePercent ?? null;
  switch (order) {
    case 'NAME':
      return [instrument.name, symbol];
    case 'CHANGE_PERCENT_DESC':
      return [change === null ? Number.MAX_VALUE : -change, symbol];
    case 'CHANGE_PERCENT_ASC':
      return [change ?? Number.MAX_VALUE, symbol];
    case 'VOLUME_DESC':
      return [quote ? -Number(quote.volume) : Number.MAX_VALUE, symbol];
    default:
      // Whoever searches wants the best match first.
      return search ? [matchRank(instrument, search) ?? Number.MAX_VALUE, symbol] : [symbol, symbol];
  }
}

export function compareKeys(a: OrderKey, b: OrderKey): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]);
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
