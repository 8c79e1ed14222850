import { instrumentOf, signalOf, timingOf } from './event-objects.ts';
import type { SubscriptionField } from './subscription-field.ts';
import { symbolsOf } from './topics.ts';

export const signalChanged: SubscriptionField = {
  name: 'signalChanged',
  types: ['SignalChanged'],
  pace: 'EVERY',
  personal: false,
  keepsState: false,
  topicsOf: symbolsOf,
  tell(event) {
    if (event.type !== 'SignalChanged') return [];
    const { symbol, action, previousAction, score } = event.payload;
    const payload = (cursor: string) => ({
      cursor,
      symbol,
      action,
      previousAction,
      score,
      timing: timingOf(event),
      signal: signalOf(event.payload),
      instrument: instrumentOf(symbol),
    });
    return [{ topics: [symbol], mergeKey: null, state: false, audience: null, payload }];
  },
};
