import { encodeId } from '@marketgraph/vocabulary';
import { alertOf, instrumentOf, timingOf } from './event-objects.ts';
import type { SubscriptionField } from './subscription-field.ts';

/** The viewer's own alerts: the topic is the user. */
export const alertChanged: SubscriptionField = {
  name: 'alertChanged',
  types: ['AlertChanged'],
  pace: 'EVERY',
  personal: true,
  keepsState: false,
  topicsOf: (_values, viewer) => (viewer ? [viewer.id] : []),
  tell(event) {
    if (event.type !== 'AlertChanged') return [];
    const { alertId, userId, symbol, cause } = event.payload;
    const payload = (cursor: string) => ({
      cursor,
      alertId: encodeId('Alert', alertId),
      symbol,
      cause,
      timing: timingOf(event),
      alert: alertOf(event.payload),
      instrument: instrumentOf(symbol),
    });
    return [{ topics: [userId], mergeKey: null, state: false, audience: userId, payload }];
  },
};
