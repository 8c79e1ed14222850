import { CoinbaseServer, KrakenServer, type LedgerTrade, type VenueServer } from '@marketgraph/test-kit';

export type Protocol = 'coinbase' | 'kraken';

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
  const productOf = (symbol: string) => (protocol === 'kraken' ? symbol.replace('-', '/') : symbol);
  const products = symbols.map(productOf);
  const server = protocol === 'kraken' ? new KrakenServer({ products }) : new CoinbaseServer({ products });
  await server.listen();
  return {
    server,
    productOf,
    execute: (trade) => server.trade(trade, 'DROPPED'),
    tell: (trade) => server.tell(trade),
    quote: (product, bid, ask) => server.quote(product, bid, ask),
  };
}
