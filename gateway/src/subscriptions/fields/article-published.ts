import { encodeId } from '@marketgraph/vocabulary';
import { articleOf, timingOf } from './event-objects.ts';
import type { SubscriptionField } from './subscription-field.ts';
import { symbolsOf } from './topics.ts';

/** An article once it is scored, and again when a better model scores it. */
export const articlePublished: SubscriptionField = {
  name: 'articlePublished',
  types: ['ArticleScored'],
  pace: 'EVERY',
  personal: false,
  keepsState: false,
  topicsOf: symbolsOf,
  tell(event) {
    if (event.type !== 'ArticleScored') return [];
    const { articleId, mentions, rescored } = event.payload;
    const symbols = mentions.map((mention) => mention.symbol);
    const payload = (cursor: string) => ({
      cursor,
      articleId: encodeId('Article', articleId),
      symbols,
      rescored,
      timing: timingOf(event),
      article: articleOf(event.payload),
    });
    return [{ topics: symbols, mergeKey: null, state: false, audience: null, payload }];
  },
};
