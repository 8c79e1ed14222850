import { SECOND_MS } from '@marketgraph/vocabulary';
import type { StreamVenue } from '../stream/stream-venue.ts';
import type { FinnhubRest } from './finnhub-rest.ts';
import { FinnhubMapper } from './mapper.ts';
import { finnhubSymbolOf } from './symbols.ts';

export interface FinnhubOptions {
  /** `wss://ws.finnhub.io`, or a server that speaks its protocol. */
  readonly wsUrl: string;
  readonly key: string;
  readonly rest: FinnhubRest;
  readonly maxSymbols?: number;
}

/** Of the free plan, as others found it; nowhere in the documentation. */
const MAX_SYMBOLS = 50;

/**
 * Finnhub (`FINNHUB_WS_URL`, `FINNHUB_REST_URL`, `FINNHUB_API_KEY`). It numbers no trades and tells none of the past: what is missed is
 * lost, and said to be.
 */
export function finnhubVenue({ wsUrl, key, rest, maxSymbols = MAX_SYMBOLS }: FinnhubOptions): StreamVenue {
  const url = new URL(wsUrl);
  url.searchParams.set('token', key);
  return {
    source: 'finnhub',
    url: url.href,
    tradeKeys: 'PLACE',
    expectedIntervalMs: 5 * SECOND_MS,
    // How often it pings is told nowhere. A quiet night must not end a connection that is well: that would be a gap.
    muteLimitMs: 150 * SECOND_MS,
    // Its limit is told nowhere; nobody was refused at this pace.
    messagesPerSecond: 10,
    maxSymbols,
    // A second one with the same key ends the first.
    maxConnections: 1,
    acknowledges: false,
    providerSymbolOf: finnhubSymbolOf,
    subscribe: (symbols) => symbols.map((symbol) => JSON.stringify({ type: 'subscribe', symbol })),
    mapper: (symbolOf) => new FinnhubMapper(symbolOf),
    // Out of hours the socket only pings.
    snapshots: (symbols, signal) => rest.quotes(symbols, signal),
    candles: (symbols, since, signal) => rest.candlesSince(symbols, since, signal),
    handshakeReason: (status) => (status === 401 || status === 403 ? 'The key is not accepted.' : null),
  };
}
