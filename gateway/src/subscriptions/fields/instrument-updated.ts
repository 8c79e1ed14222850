import type { AnyEvent, PricesReceived } from '@marketgraph/events';
import { instrumentOf, quoteOf, timingOf } from './event-objects.ts';
import type { Notice, SubscriptionField } from './subscription-field.ts';
import { symbolsOf } from './topics.ts';

const causes = ['PRICE', 'SENTIMENT', 'SIGNAL', 'ALERT'] as const;
type Cause = (typeof causes)[number];

function topic(symbol: string, cause: unknown): string {
  return `${symbol} ${cause}`;
}

/** Whatever changed about an instrument, by its cause; alerts for their own user only, and never merged. */
export const instrumentUpdated: SubscriptionField = {
  name: 'instrumentUpdated',
  types: ['PricesReceived', 'ArticleScored', 'SignalChanged', 'AlertChanged'],
  pace: 'LATEST',
  personal: false,
  keepsState: true,
  carried: { quote: 'Quote' },
  topicsOf(values) {
    const wanted = Array.isArray(values['causes']) ? values['causes'] : causes;
    return symbolsOf(values)?.flatMap((symbol) => wanted.map((cause) => topic(symbol, cause))) ?? null;
  },
  tell(event) {
    switch (event.type) {
      case 'PricesReceived':
        return event.payload.mark === 'STANDBY' ? [] : [priceNotice(event, event.payload)];
      case 'ArticleScored':
        return event.payload.mentions.map(({ symbol }) => notice(event, symbol, 'SENTIMENT'));
      case 'SignalChanged':
        return [notice(event, event.payload.symbol, 'SIGNAL')];
      case 'AlertChanged':
        return [{ ...notice(event, event.payload.symbol, 'ALERT'), mergeKey: null, audience: event.payload.userId }];
      default:
        return [];
    }
  },
};

function notice(event: AnyEvent, symbol: string, cause: Cause, carried: () => object = () => ({})): Notice {
  const key = topic(symbol, cause);
  const payload = (cursor: string) => {
    const instrument = { ...instrumentOf(symbol), ...carried() };
    return { cursor, symbol, cause, timing: timingOf(event), instrument };
  };
  return { topics: [key], mergeKey: key, state: cause === 'PRICE', audience: null, payload };
}

/** Its quote is the one that it tells of: market's API hears of it when we do, and may still have the one before. */
function priceNotice(event: AnyEvent, prices: PricesReceived): Notice {
  return notice(event, prices.symbol, 'PRICE', () => ({ quote: quoteOf(prices) }));
}
