export const protocols = ['coinbase', 'binance', 'kraken'] as const;
export type Protocol = (typeof protocols)[number];

/** How each writes BTC-USD; one of them knows no dollars. */
export const products: Readonly<Record<Protocol, (symbol: string) => string>> = {
  coinbase: (symbol) => symbol,
  binance: (symbol) => symbol.replace('-', ''),
  kraken: (symbol) => symbol.replace('-', '/'),
};

/** The symbols that a venue lists, of those which are traded against the dollar. */
export function symbolsAt(protocol: Protocol, symbols: readonly string[]): string[] {
  return symbols.map((symbol) => (protocol === 'binance' ? `${symbol}T` : symbol));
}
