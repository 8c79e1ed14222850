/** A quote of which nothing is known but its price: what an event carries, where a test looks at the price alone. */
export function bareQuote(price: string, asOf: number) {
  const day = { change: null, changePercent: null, open: null, high: null, low: null, previousClose: null, volume: '0' };
  return { price, bid: null, ask: null, ...day, asOf };
}
