import { feedObject } from '../../platform/feed-object.ts';
import type { SubscriptionField } from './subscription-field.ts';

export const feedChanged: SubscriptionField = {
  name: 'feedChanged',
  types: ['FeedChanged'],
  pace: 'EVERY',
  personal: false,
  keepsState: false,
  topicsOf: () => null,
  tell(event) {
    if (event.type !== 'FeedChanged') return [];
    const payload = (cursor: string) => ({ cursor, feed: feedObject(event.payload) });
    return [{ topics: [event.payload.name], mergeKey: null, state: false, audience: null, payload }];
  },
};
