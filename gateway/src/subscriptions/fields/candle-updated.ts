import type { CandleChange } from '@marketgraph/events';
import { instant, instrumentOf, timingOf } from './event-objects.ts';
import type { SubscriptionField } from './subscription-field.ts';
import { badArgument, symbolsOf } from './topics.ts';

function topic(symbol: string, interval: unknown, basis: unknown): string {
  return `${symbol} ${interval} ${basis}`;
}

/** One notice for each candle that a batch of prices changed. */
export const candleUpdated: SubscriptionField = {
  name: 'candleUpdated',
  types: ['CandlesUpdated'],
  pace: 'LATEST',
  personal: false,
  keepsState: true,
  topicsOf(values) {
    const { interval, basis } = values;
    // Nobody stores them and nobody tells them: to accept would be to stay silent for ever.
    if (interval === 'ONE_SECOND')
      throw badArgument('Candles of one second can be queried, not subscribed to; tradeReported tells what they are made of.');
    return symbolsOf(values)?.map((symbol) => topic(symbol, interval, basis)) ?? null;
  },
  tell(event) {
    if (event.type !== 'CandlesUpdated') return [];
    const { symbol, candles } = event.payload;
    return candles.map((candle) => {
      const key = topic(symbol, candle.interval, candle.basis);
      return {
        topics: [key],
        // Two candles of one series are two facts: the close of the last minute must not vanish under the next one's first trade.
        mergeKey: `${key} ${candle.openTime}`,
        state: true,
        audience: null,
        payload: (cursor: string) => ({
          cursor,
          symbol,
          interval: candle.interval,
          basis: candle.basis,
          candle: candleOf(candle),
          timing: timingOf(event),
          instrument: instrumentOf(symbol),
        }),
      };
    });
  },
};

function candleOf({ interval: _, basis: __, complete = true, ...candle }: CandleChange) {
  return { ...candle, complete, openTime: instant(candle.openTime), closeTime: instant(candle.closeTime) };
}
