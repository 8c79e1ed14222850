import { isDecimal } from '@marketgraph/vocabulary';
import { z } from 'zod';
import { type MappedFrame, nothing, parseJson, type SymbolOf, type WireMapper } from '../wire-mapper.ts';

const decimal = z.string().refine(isDecimal);
const instant = z.iso.datetime().transform((text) => Date.parse(text));

const match = z.object({
  trade_id: z.int().nonnegative(),
  side: z.enum(['buy', 'sell']),
  size: decimal,
  price: decimal,
  product_id: z.string(),
  time: instant,
});
/** Tickers of thin products lack fields at first: those say nothing. */
const ticker = z.object({
  sequence: z.int().nonnegative(),
  product_id: z.string(),
  best_bid: decimal.optional(),
  best_ask: decimal.optional(),
  time: instant.optional(),
});
const typed = z.object({ type: z.string() });

/** Coinbase Exchange: `match` and `last_match` are trades under the venue's own ids, `ticker` tells the spread. */
export class CoinbaseMapper implements WireMapper {
  malformed = 0;

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string): MappedFrame {
    const message = parseJson(frame);
    const outer = typed.safeParse(message);
    if (!outer.success) return this.#refuse();
    const { type } = outer.data;
    if (type === 'match' || type === 'last_match') return this.#match(message);
    return type === 'ticker' ? this.#ticker(message) : nothing;
  }

  #match(message: unknown): MappedFrame {
    const { data } = match.safeParse(message);
    const symbol = data && this.symbolOf(data.product_id);
    if (!symbol) return this.#refuse();
    // `side` is the maker's: the taker did the opposite.
    const side = data.side === 'sell' ? 'BUY' : 'SELL';
    const trade = {
      symbol,
      key: data.trade_id,
      price: data.price,
      size: data.size,
      side,
      occurredAt: data.time,
      conditions: null,
    } as const;
    return { trades: [trade], quotes: [] };
  }

  #ticker(message: unknown): MappedFrame {
    const { data } = ticker.safeParse(message);
    const symbol = data && this.symbolOf(data.product_id);
    if (!symbol) return this.#refuse();
    const { best_bid: bid, best_ask: ask, time } = data;
    if (bid === undefined || ask === undefined || time === undefined) return nothing;
    return { trades: [], quotes: [{ symbol, key: data.sequence, bid, ask, occurredAt: time }] };
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}
