export { bareQuote } from './bare-quote.ts';
export { databaseLink } from './database-link.ts';
export { HandTurns } from './hand-turns.ts';
export type { WellAsked } from './hostile/bodies.ts';
export type { Chance } from './hostile/choice.ts';
export { hostileKinds, openHostile } from './hostile/hostile-sockets.ts';
export { type Finding, type Heard, sendMalformed } from './hostile/malformed-inputs.ts';
export { wellAsked } from './hostile/well-asked.ts';
export { livedTime } from './lived-time.ts';
export { ManualClock } from './manual-clock.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { type TestDatabase, testDatabase } from './test-database.ts';
export { type TestRedis, testRedis } from './test-redis.ts';
export { unavailable } from './unavailable.ts';
export {
  type AlphaVantageCall,
  AlphaVantageServer,
  type AlphaVantageServerOptions,
  alphaVantageRefusals,
} from './venues/alpha-vantage-server.ts';
export { BinanceServer, type BinanceServerOptions } from './venues/binance-server.ts';
export { CoinbaseServer, type CoinbaseServerOptions } from './venues/coinbase-server.ts';
export {
  type FinnhubCandle,
  type FinnhubDay,
  FinnhubServer,
  type FinnhubServerOptions,
  type FinnhubTrade,
} from './venues/finnhub-server.ts';
export { KrakenServer, type KrakenServerOptions } from './venues/kraken-server.ts';
export { LedgerServer, type Telling, type TradeToTell } from './venues/ledger-server.ts';
export type { Slowness } from './venues/link-direction.ts';
export { type LinkConnection, LinkProxy } from './venues/link-proxy.ts';
export { type LedgerTrade, VenueLedger } from './venues/venue-ledger.ts';
export { VenueLink } from './venues/venue-link.ts';
export { type RestRequest, type RestResponse, VenueServer, type VenueServerOptions } from './venues/venue-server.ts';
