import { providerSymbolOf } from '@marketgraph/vocabulary';
import type { RestClient } from '../rest/rest-answer.ts';
import type { StreamVenue } from '../stream/stream-venue.ts';
import { BinanceMapper } from './mapper.ts';
import { missedTrades } from './missed-trades.ts';
import { BOOK_STREAM, DAY_STREAM, LIST_ID, TRADE_STREAM } from './signs.ts';
import { unknownPairs } from './unknown-pairs.ts';

export interface BinanceOptions {
  /** `wss://stream.binance.com:9443`, `wss://data-stream.binance.vision` where the first is not served, or a server of one's own. */
  readonly wsUrl: string;
  readonly rest: RestClient;
}

const UNAVAILABLE_HERE = 451;
const STREAMS_PER_CONNECTION = 1_024;
const STREAMS = [TRADE_STREAM, BOOK_STREAM, DAY_STREAM];
/** One message of 300 streams has 6 kB. */
const SYMBOLS_PER_MESSAGE = 100;

/** Binance spot (`BINANCE_WS_URL`, `BINANCE_REST_URL`): public, without a key. Where it serves nobody it answers 451. */
export function binanceVenue({ wsUrl, rest }: BinanceOptions): StreamVenue {
  return {
    source: 'binance',
    url: combined(wsUrl),
    tradeKeys: 'SEQUENCE',
    expectedIntervalMs: 5_000,
    // More than five in a second end the connection, and pings, pongs and the probe count, too: these are up to three of them.
    messagesPerSecond: 2,
    maxSymbols: Math.floor(STREAMS_PER_CONNECTION / STREAMS.length),
    // In a quiet market it says nothing, for hours if need be.
    probe: { everyMs: 2_500, message: listing },
    providerSymbolOf: (symbol) => providerSymbolOf('binance', symbol),
    subscribe: (symbols) => [...subscriptions(symbols), listing()],
    mapper: (symbolOf) => new BinanceMapper(symbolOf),
    refusals: (pairs, signal) => unknownPairs(rest, pairs, signal),
    handshakeReason: (status) => (status === UNAVAILABLE_HERE ? 'Binance is not available from here (HTTP 451).' : null),
    missedTrades: (symbol, missing, signal) => missedTrades(rest, { symbol, missing }, signal),
  };
}

/** Combined streams name what they carry, and may be subscribed to afterwards. */
function combined(wsUrl: string): string {
  const url = new URL(wsUrl);
  if (url.pathname === '/') url.pathname = '/stream';
  return url.href;
}

function listing(): string {
  return JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: LIST_ID });
}

function subscriptions(symbols: readonly string[]): string[] {
  const messages: string[] = [];
  for (let at = 0; at < symbols.length; at += SYMBOLS_PER_MESSAGE) {
    const params = symbols.slice(at, at + SYMBOLS_PER_MESSAGE).flatMap((symbol) => STREAMS.map((stream) => symbol.toLowerCase() + stream));
    messages.push(JSON.stringify({ method: 'SUBSCRIBE', params, id: messages.length + 1 }));
  }
  return messages;
}
