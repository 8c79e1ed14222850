import { z } from 'zod';
import { isPriceText, type MappedFrame, nothing, parseJson, type SymbolOf, type WireMapper } from '../wire-mapper.ts';

/** A number that has a text as a decimal, too: neither vanishingly small nor beyond all digits. */
const amount = z.number().refine((value) => isPriceText(decimalText(value)));
const trades = z.object({
  data: z.array(
    z.object({
      symbol: z.string(),
      side: z.enum(['buy', 'sell']),
      price: amount,
      qty: amount,
      trade_id: z.int().nonnegative(),
      timestamp: z.iso.datetime().transform((text) => Date.parse(text)),
    }),
  ),
});
const outer = z.object({ channel: z.string().optional() });

/** Kraken websocket v2: the `trade` channel, snapshot and updates alike, under the book's own ids. */
export class KrakenMapper implements WireMapper {
  malformed = 0;
  readonly remembers = false;

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string): MappedFrame {
    const message = parseJson(frame);
    const kind = outer.safeParse(message);
    if (!kind.success) return this.#refuse();
    if (kind.data.channel !== 'trade') return nothing;
    const { data } = trades.safeParse(message);
    if (!data) return this.#refuse();
    const named = data.data.flatMap((one) => {
      const symbol = this.symbolOf(one.symbol);
      return symbol ? [{ ...one, symbol }] : [];
    });
    this.malformed += data.data.length - named.length;
    return {
      trades: named.map(({ symbol, side, price, qty, trade_id: key, timestamp }) => ({
        symbol,
        key,
        price: decimalText(price),
        size: decimalText(qty),
        side: side === 'buy' ? 'BUY' : 'SELL',
        occurredAt: timestamp,
        conditions: null,
      })),
      quotes: [],
    };
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}

/** JSON numbers as the venue wrote them; only very small ones print as powers of ten. */
export function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(18).replace(/\.?0+$/, '') : text;
}
