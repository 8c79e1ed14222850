import type { AnyEvent, PricesReceived } from '@marketgraph/events';
import { changePercent, subtractDecimals } from '@marketgraph/vocabulary';
import type { Readings } from '../domain/readings.ts';

/** One thing that an event tells of one symbol. */
export interface Sighting {
  readonly symbol: string;
  note(readings: Readings): void;
}

/** What an event tells of prices, sentiment and signals, in its order. */
export function sightingsOf(event: AnyEvent): Sighting[] {
  switch (event.type) {
    case 'PricesReceived':
      return priceSightings(event.payload);
    case 'ArticleScored':
      return event.payload.mentions.map(({ symbol, sentiment }) => ({
        symbol,
        note: (readings) => readings.articleScored(event.payload.articleId, event.payload.publishedAt, sentiment.score),
      }));
    case 'SignalChanged':
      return [{ symbol: event.payload.symbol, note: (readings) => readings.signalChanged(event.payload.issuedAt, event.payload.score) }];
    default:
      return [];
  }
}

/** The lowest and highest price inside the entry in the order they came, so that a spike between two quotes is seen, then the quote. */
function priceSightings({ symbol, quote, ...prices }: PricesReceived): Sighting[] {
  const { price, at } = insideOf({ quote, ...prices });
  const base = quote.change === null ? null : subtractDecimals(quote.price, quote.change);
  const inside = extremes(price).map((index) => ({
    symbol,
    note(readings: Readings) {
      const value = price[index] ?? quote.price;
      // A late trade is history: it moves no rule now.
      if ((at[index] ?? 0) >= readings.at)
        readings.priceSeen(at[index] ?? quote.asOf, value, base === null ? null : changePercent(value, base));
    },
  }));
  return [...inside, { symbol, note: (readings) => readings.priceSeen(quote.asOf, quote.price, quote.changePercent) }];
}

/** An instrument that is only quoted is priced by its bids. */
function insideOf({ trades, quotes, quote }: Pick<PricesReceived, 'trades' | 'quotes' | 'quote'>): { price: string[]; at: number[] } {
  if (trades.price.length > 0) return { price: trades.price, at: trades.occurredAt };
  const quotedOnly = quote.volume === '0' && quotes.bid.at(-1) === quote.price;
  return quotedOnly ? { price: quotes.bid, at: quotes.occurredAt } : { price: [], at: [] };
}

/** The places of the lowest and the highest price, the earlier first; none where the last price is both. */
function extremes(prices: readonly string[]): number[] {
  const values = prices.map(Number);
  const last = values.at(-1);
  const lowest = values.indexOf(values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
  const highest = values.indexOf(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
  return [...new Set([lowest, highest])].filter((index) => index >= 0 && values[index] !== last).sort((a, b) => a - b);
}
