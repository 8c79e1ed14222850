import { instrumentOf, quoteOf, timingOf } from './event-objects.ts';
import type { SubscriptionField } from './subscription-field.ts';
import { symbolsOf } from './topics.ts';

/** One notice for each batch of prices: the quote they led to. */
export const quoteUpdated: SubscriptionField = {
  name: 'quoteUpdated',
  types: ['PricesReceived'],
  pace: 'LATEST',
  personal: false,
  keepsState: true,
  topicsOf: symbolsOf,
  tell(event) {
    if (event.type !== 'PricesReceived' || event.payload.mark === 'STANDBY') return [];
    const { symbol } = event.payload;
    const payload = (cursor: string) => {
      const quote = quoteOf(event.payload);
      return { ...quote, cursor, symbol, timing: timingOf(event), instrument: { ...instrumentOf(symbol), quote } };
    };
    return [{ topics: [symbol], mergeKey: symbol, state: true, audience: null, payload }];
  },
};
