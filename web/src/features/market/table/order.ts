import { useEffect, useState } from 'react';
import type { InstrumentRow } from '../../../graphql/generated/fragments.ts';
import { opinions, quotes } from '../../../graphql/live/stores.ts';

export const columns = [
  { key: 'name', title: 'Instrument', sortable: true },
  { key: 'price', title: 'Last', sortable: false },
  { key: 'change', title: 'Change', sortable: false },
  { key: 'percent', title: 'Change %', sortable: true },
  { key: 'spark', title: '10 h', sortable: false },
  { key: 'volume', title: 'Volume', sortable: true },
  { key: 'sentiment', title: 'Sentiment', sortable: true },
  { key: 'signal', title: 'Signal', sortable: true },
] as const;
export type Column = (typeof columns)[number];

export interface Order {
  readonly key: Column['key'];
  readonly descending: boolean;
}

const pulseMs = 5_000;

/** Sorted rows move to their new places every few seconds, not under the reader's eyes with each price. */
export function useOrderPulse(order: Order | null): void {
  const [, beat] = useState(0);
  useEffect(() => {
    if (!order) return;
    const timer = setInterval(() => beat((count) => count + 1), pulseMs);
    return () => clearInterval(timer);
  }, [order]);
}

export function sorted(instruments: readonly InstrumentRow[], order: Order): InstrumentRow[] {
  const sign = order.descending ? -1 : 1;
  if (order.key === 'name') return [...instruments].sort((a, b) => sign * a.symbol.localeCompare(b.symbol));
  return [...instruments].sort((a, b) => sign * (sortValue(a, order.key) - sortValue(b, order.key)));
}

function sortValue(instrument: InstrumentRow, key: Column['key']): number {
  const quote = quotes.get(instrument.symbol) ?? instrument.quote;
  const opinion = opinions.get(instrument.symbol) ?? instrument;
  if (key === 'percent') return quote?.changePercent ?? 0;
  if (key === 'volume') return Number(quote?.volume ?? 0) * Number(quote?.price ?? 0);
  if (key === 'sentiment') return opinion.sentiment?.score ?? 0;
  return opinion.signal?.score ?? 0;
}
