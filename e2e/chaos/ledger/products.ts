/** What the invented venues list. Prices and sizes are whole numbers of their smallest step. */
export interface Product {
  readonly venue: 'coinbase' | 'binance';
  /** The venue's own name. */
  readonly product: string;
  /** The name under which it must be found in the store. */
  readonly symbol: string;
  readonly startPrice: number;
  readonly priceDigits: number;
  readonly sizeDigits: number;
  /** Share of all trades. */
  readonly weight: number;
}

export const products: readonly Product[] = [
  { venue: 'coinbase', product: 'BTC-USD', symbol: 'BTC-USD', startPrice: 6_501_250, priceDigits: 2, sizeDigits: 8, weight: 30 },
  { venue: 'coinbase', product: 'ETH-USD', symbol: 'ETH-USD', startPrice: 318_077, priceDigits: 2, sizeDigits: 8, weight: 16 },
  { venue: 'coinbase', product: 'ADA-USD', symbol: 'ADA-USD', startPrice: 43_210, priceDigits: 5, sizeDigits: 4, weight: 4 },
  { venue: 'coinbase', product: 'SKL-USD', symbol: 'SKL-USD', startPrice: 271, priceDigits: 4, sizeDigits: 1, weight: 1 },
  { venue: 'binance', product: 'BTCUSDT', symbol: 'BTC-USDT', startPrice: 6_502_001, priceDigits: 2, sizeDigits: 5, weight: 28 },
  { venue: 'binance', product: 'ETHUSDT', symbol: 'ETH-USDT', startPrice: 318_100, priceDigits: 2, sizeDigits: 4, weight: 14 },
  { venue: 'binance', product: 'SOLUSDT', symbol: 'SOL-USDT', startPrice: 14_432, priceDigits: 2, sizeDigits: 3, weight: 6 },
  { venue: 'binance', product: 'BNBBTC', symbol: 'BNB-BTC', startPrice: 9_312, priceDigits: 6, sizeDigits: 3, weight: 1 },
];
