import { providerSymbolOf } from '@marketgraph/vocabulary';
import type { RestClient } from '../rest/rest-answer.ts';
import type { StreamVenue } from '../stream/stream-venue.ts';
import { KrakenMapper } from './mapper.ts';
import { missedTrades } from './missed-trades.ts';
import { PING_REQUEST, TICKER_REQUEST, TRADE_REQUEST } from './signs.ts';

export interface KrakenOptions {
  /** `wss://ws.kraken.com/v2`, or a server that speaks its protocol. */
  readonly wsUrl: string;
  readonly rest: RestClient;
}

/** Without a number of its own in the documentation: a request is answered for each of its pairs. */
const PAIRS_PER_MESSAGE = 50;

/** Kraken spot, websocket v2 (`KRAKEN_WS_URL`, `KRAKEN_REST_URL`): public, without a key. */
export function krakenVenue({ wsUrl, rest }: KrakenOptions): StreamVenue {
  return {
    source: 'kraken',
    url: versionTwo(wsUrl),
    tradeKeys: 'SEQUENCE',
    // A heartbeat about each second when nothing else flows, and the answer to each ping.
    expectedIntervalMs: 5_000,
    // Its limit is dynamic and told nowhere.
    messagesPerSecond: 5,
    maxSymbols: 250,
    probe: { everyMs: 2_500, message: () => JSON.stringify({ method: 'ping', req_id: PING_REQUEST }) },
    providerSymbolOf: (symbol) => providerSymbolOf('kraken', symbol),
    subscribe: (pairs) => inBatches(pairs).flatMap(subscriptions),
    mapper: (symbolOf) => new KrakenMapper(symbolOf),
    missedTrades: (symbol, missing, signal) => missedTrades(rest, { symbol, missing }, signal),
  };
}

/** At the address without a path it speaks version 1. */
function versionTwo(wsUrl: string): string {
  const url = new URL(wsUrl);
  if (url.pathname === '/') url.pathname = '/v2';
  return url.href;
}

function inBatches(pairs: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let at = 0; at < pairs.length; at += PAIRS_PER_MESSAGE) batches.push(pairs.slice(at, at + PAIRS_PER_MESSAGE));
  return batches;
}

/** The snapshot of trades is of those before: it shows at once what was missed. */
function subscriptions(symbol: readonly string[]): string[] {
  const trades = { channel: 'trade', symbol, snapshot: true };
  // By default it tells the spread with each trade alone.
  const spreads = { channel: 'ticker', symbol, event_trigger: 'bbo', snapshot: true };
  return [
    JSON.stringify({ method: 'subscribe', params: trades, req_id: TRADE_REQUEST }),
    JSON.stringify({ method: 'subscribe', params: spreads, req_id: TICKER_REQUEST }),
  ];
}
