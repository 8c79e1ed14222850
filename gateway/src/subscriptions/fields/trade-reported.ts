import type { PricesReceived } from '@marketgraph/events';
import { encodeId } from '@marketgraph/vocabulary';
import { instant, instrumentOf, timingOf } from './event-objects.ts';
import type { SubscriptionField } from './subscription-field.ts';
import { symbolsOf } from './topics.ts';

/** One notice for each trade of the batch, in the order received. */
export const tradeReported: SubscriptionField = {
  name: 'tradeReported',
  types: ['PricesReceived'],
  pace: 'EVERY',
  personal: false,
  keepsState: false,
  topicsOf: symbolsOf,
  tell(event) {
    if (event.type !== 'PricesReceived' || event.payload.mark === 'STANDBY') return [];
    const { symbol, trades } = event.payload;
    const topics = [symbol];
    const timing = timingOf(event);
    const instrument = instrumentOf(symbol);
    return trades.key.map((_, index) => ({
      topics,
      mergeKey: symbol,
      state: false,
      audience: null,
      payload: (cursor: string) => ({ cursor, symbol, ...tradeAt(event.payload, index), timing, instrument }),
    }));
  },
};

function tradeAt({ symbol, source, trades }: PricesReceived, index: number) {
  const occurredAt = trades.occurredAt[index] ?? 0;
  return {
    // Dear, and not asked for by most.
    tradeId: () => encodeId('Trade', `${symbol}|${source}|${occurredAt}|${trades.key[index]}`),
    price: trades.price[index],
    size: trades.size[index],
    side: trades.side[index],
    occurredAt: instant(occurredAt),
    source,
  };
}
