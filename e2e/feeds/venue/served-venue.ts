import { BinanceServer, CoinbaseServer, KrakenServer, type LedgerTrade, type VenueServer } from '@marketgraph/test-kit';
import { type Protocol, products } from './protocols.ts';

const servers = { coinbase: CoinbaseServer, binance: BinanceServer, kraken: KrakenServer };

/** A venue's server as the trials drive it. */
export interface ServedVenue {
  readonly server: VenueServer;
  /** The venue's own name of a symbol. */
  productOf(symbol: string): string;
  /** It happens; nobody is told yet. */
  execute(trade: Omit<LedgerTrade, 'id'>): LedgerTrade;
  tell(trade: LedgerTrade): void;
  quote(product: string, bid: string, ask: string): void;
}

export async function serveVenue(protocol: Protocol, symbols: readonly string[]): Promise<ServedVenue> {
  const productOf = products[protocol];
  const server = new servers[protocol]({ products: symbols.map(productOf) });
  await server.listen();
  return {
    server,
    productOf,
    execute: (trade) => server.trade(trade, 'DROPPED'),
    tell: (trade) => server.tell(trade),
    quote: (product, bid, ask) => server.quote(product, bid, ask),
  };
}
