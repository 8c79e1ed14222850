import type { Told } from './tape.ts';

/** The message that the venue would have sent, as their documentation gives it. */
export function frameOf({ product, trade }: Told): object {
  const { key, at, price, size } = trade;
  // The ids decide the side: it must only be told the same way each time.
  const maker = key % 3 === 0;
  if (product.venue === 'coinbase') {
    const time = new Date(at).toISOString().replace('Z', '000Z');
    return {
      type: 'match',
      trade_id: key,
      side: maker ? 'buy' : 'sell',
      size,
      price,
      product_id: product.product,
      sequence: key * 7,
      time,
    };
  }
  const data = { e: 'trade', E: at + 1, s: product.product, t: key, p: price, q: size, T: at, m: maker, M: true };
  return { stream: `${product.product.toLowerCase()}@trade`, data };
}
