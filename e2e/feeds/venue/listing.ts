/** What the invented venues list. Prices and sizes are whole numbers of their smallest step. */
export interface Listing {
  readonly symbol: string;
  readonly startPrice: number;
  readonly priceDigits: number;
  readonly sizeDigits: number;
  /** Share of all trades. */
  readonly weight: number;
}

export const listings: readonly Listing[] = [
  { symbol: 'BTC-USD', startPrice: 9_462_000, priceDigits: 2, sizeDigits: 8, weight: 30 },
  { symbol: 'ETH-USD', startPrice: 316_840, priceDigits: 2, sizeDigits: 8, weight: 25 },
  { symbol: 'SOL-USD', startPrice: 13_920, priceDigits: 2, sizeDigits: 6, weight: 20 },
  { symbol: 'XRP-USD', startPrice: 22_431, priceDigits: 4, sizeDigits: 4, weight: 14 },
  { symbol: 'DOGE-USD', startPrice: 16_214, priceDigits: 5, sizeDigits: 1, weight: 10 },
  { symbol: 'ADA-USD', startPrice: 4_821, priceDigits: 4, sizeDigits: 2, weight: 1 },
];
