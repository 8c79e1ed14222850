const REST_UNITS: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' };
/** Older units are told with a letter before them: X for coins, Z for money. */
const PREFIXES: Readonly<Record<string, string>> = { XBT: 'X', XDG: 'X', ETH: 'X', XRP: 'X', LTC: 'X', USD: 'Z', EUR: 'Z', GBP: 'Z' };

/** Kraken's REST names pairs otherwise than its websocket: XBTUSD is asked for, XXBTZUSD is told, BTC/USD is streamed. */
export const krakenSymbols = {
  ofRest(pair: string, products: readonly string[]): string | null {
    return products.find((product) => unitsOf(product).join('') === pair || krakenSymbols.restKey(product) === pair) ?? null;
  },

  restKey(product: string): string {
    const units = unitsOf(product);
    const isOld = units.every((unit) => unit in PREFIXES);
    return units.map((unit) => (isOld ? `${PREFIXES[unit]}${unit}` : unit)).join('');
  },
};

function unitsOf(product: string): string[] {
  return product.split('/').map((unit) => REST_UNITS[unit] ?? unit);
}
