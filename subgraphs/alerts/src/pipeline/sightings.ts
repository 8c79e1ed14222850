import type { AnyEvent, PricesReceived } from '@marketgraph/events';
import { changePercent, DAY_MS, subtractDecimals } from '@marketgraph/vocabulary';
import type { Readings } from '../domain/readings.ts';

export type SightingKind = 'price' | 'article' | 'signal';

/** One thing that an event tells of one symbol. */
export interface Sighting {
  readonly symbol: string;
  readonly kind: SightingKind;
  /** False when the readings stay as they were. */
  note(readings: Readings): boolean;
}

export function symbolsOf(event: AnyEvent): string[] {
  switch (event.type) {
    case 'PricesReceived':
    case 'SignalChanged':
      return [event.payload.symbol];
    case 'ArticleScored':
      return event.payload.mentions.map(({ symbol }) => symbol);
    default:
      return [];
  }
}

/** What an event tells of prices, sentiment and signals, in its order; of prices that nobody watches only the last. */
export function sightingsOf(event: AnyEvent, isWatched: (symbol: string) => boolean): Sighting[] {
  switch (event.type) {
    case 'PricesReceived': {
      const { payload } = event;
      // Of a source that only stands by, or told once more because its source is silent: rules are judged by what is new.
      if (payload.mark !== undefined) return [];
      return isWatched(payload.symbol) ? [...insideSightings(payload), quoteSighting(payload)] : [quoteSighting(payload)];
    }
    case 'ArticleScored':
      return event.payload.mentions.map(({ symbol, sentiment }) => ({
        symbol,
        kind: 'article',
        note: (readings) => readings.articleScored(event.payload.articleId, event.payload.publishedAt, sentiment.score),
      }));
    case 'SignalChanged': {
      const { symbol, issuedAt, score } = event.payload;
      return [{ symbol, kind: 'signal', note: (readings) => readings.signalChanged(issuedAt, score) }];
    }
    default:
      return [];
  }
}

function quoteSighting({ symbol, source, quote }: PricesReceived): Sighting {
  const { asOf: at, price, changePercent } = quote;
  return { symbol, kind: 'price', note: (readings) => readings.priceSeen({ source, at, price, changePercent }) };
}

/** The lowest and the highest price inside the entry in the order they came, so that a spike between two quotes is seen. */
function insideSightings(prices: PricesReceived): Sighting[] {
  const { symbol, source, quote } = prices;
  const inside = insideOf(prices);
  const base = quote.change === null ? null : subtractDecimals(quote.price, quote.change);
  return extremes(inside.price).map((index) => {
    const price = inside.price[index] ?? quote.price;
    const seen = { source, at: inside.at[index] ?? quote.asOf, price, changePercent: base === null ? null : changePercent(price, base) };
    return { symbol, kind: 'price', note: (readings) => isOnTape(seen.at, quote.asOf) && readings.priceSeen(seen) };
  });
}

/** A late trade of another day is no sign that the tape began anew: the quote alone tells that. */
function isOnTape(at: number, asOf: number): boolean {
  return at > asOf - DAY_MS;
}

/** An instrument that is only quoted is priced by its bids. */
function insideOf({ trades, quotes, quote }: PricesReceived): { price: string[]; at: number[] } {
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
