import { providerSymbolOf } from '@marketgraph/vocabulary';
import type { RestClient } from '../rest/rest-answer.ts';
import type { StreamVenue } from '../stream/stream-venue.ts';
import { CoinbaseMapper } from './mapper.ts';
import { missedTrades } from './missed-trades.ts';

/** Also tells new trades by their count, so that a hole at the end is seen within a second. */
const CHANNELS = ['matches', 'ticker', 'heartbeat'];

/** Coinbase Exchange: public websocket, no key. A subscription must arrive within 5 s of connecting. */
export function coinbaseVenue({ wsUrl, rest }: { readonly wsUrl: string; readonly rest: RestClient }): StreamVenue {
  const symbolOf = (symbol: string) => providerSymbolOf('coinbase', symbol);
  return {
    source: 'coinbase',
    url: wsUrl,
    tradeKeys: 'SEQUENCE',
    // A heartbeat comes each second for each product; one that is late is no silence.
    expectedIntervalMs: 2_000,
    symbolIntervalMs: 2_000,
    // A hundred would be allowed.
    messagesPerSecond: 10,
    maxSymbols: 100,
    providerSymbolOf: symbolOf,
    subscribe: (products) => [JSON.stringify({ type: 'subscribe', product_ids: products, channels: CHANNELS })],
    unsubscribe: (products) => [JSON.stringify({ type: 'unsubscribe', product_ids: products, channels: CHANNELS })],
    mapper: (symbol) => new CoinbaseMapper(symbol),
    missedTrades: (symbol, missing, signal) => missedTrades(rest, { symbol, product: symbolOf(symbol) ?? symbol }, missing, signal),
  };
}
