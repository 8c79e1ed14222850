import { MINUTE_MS, SECOND_MS } from '@marketgraph/vocabulary';
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
  /** REST calls of the plan. */
  readonly callsPerMinute?: number;
}

/** Of the free plan, as others found it; nowhere in the documentation. */
const MAX_SYMBOLS = 50;
const CALLS_PER_MINUTE = 55;
/** Of its calls at most, so that enough is left for what is asked by name. */
const QUIET_SHARE = 1 / 3;
/** REST tells seconds, and may tell a trade in an instant before the socket does. */
const SLACK_MS = SECOND_MS;

/**
 * Finnhub (`FINNHUB_WS_URL`, `FINNHUB_REST_URL`, `FINNHUB_API_KEY`). It numbers no trades and tells none of the past: what is missed is
 * lost, and said to be.
 */
export function finnhubVenue({
  wsUrl,
  key,
  rest,
  maxSymbols = MAX_SYMBOLS,
  callsPerMinute = CALLS_PER_MINUTE,
}: FinnhubOptions): StreamVenue {
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
    isQuiet: quietBy(rest, MINUTE_MS / (callsPerMinute * QUIET_SHARE)),
    // Out of hours the socket only pings.
    snapshots: (symbols, signal) => rest.quotes(symbols, signal),
    candles: (symbols, since, signal) => rest.candlesSince(symbols, since, signal),
    handshakeReason: (status) => (status === 401 || status === 403 ? 'The key is not accepted.' : null),
  };
}

/** Whether REST knows no trade that the socket did not tell; asked no sooner than so long after the last time. */
function quietBy(rest: FinnhubRest, everyMs: number): NonNullable<StreamVenue['isQuiet']> {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (symbol, toldUntil, signal) => {
    const now = rest.options.clock.now();
    if (now - askedAt < everyMs) return null;
    askedAt = now;
    const tradedAt = await rest.tradedAt(symbol, signal);
    return tradedAt === null ? null : tradedAt <= toldUntil + SLACK_MS;
  };
}
