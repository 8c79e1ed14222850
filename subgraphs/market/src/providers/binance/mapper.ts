import { isDecimal } from '@marketgraph/vocabulary';
import { z } from 'zod';
import { type MappedFrame, nothing, parseJson, type SymbolOf, type WireMapper } from '../wire-mapper.ts';

const decimal = z.string().refine(isDecimal);
const id = z.int().nonnegative();
const execution = { s: z.string(), p: decimal, q: decimal, T: z.int(), m: z.boolean() };
const trade = z.object({ ...execution, t: id });
const aggregate = z.object({ ...execution, a: id });
/** The book ticker alone has neither a type nor a time. */
const bookTicker = z.object({ u: id, s: z.string(), b: decimal, a: decimal });
const wrapped = z.object({ stream: z.string(), data: z.record(z.string(), z.unknown()) });
const plain = z.record(z.string(), z.unknown());

type Kind = 'trade' | 'aggTrade';

/** Binance spot, raw or combined streams: `trade` or `aggTrade` are trades under the venue's own ids, `bookTicker` tells the spread. */
export class BinanceMapper implements WireMapper {
  malformed = 0;
  /** A connection may carry both streams of a symbol, which tell the same executions: the first to speak is taken. */
  readonly #kinds = new Map<string, Kind>();

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string, receivedAt: number): MappedFrame {
    const json = parseJson(frame);
    const combined = wrapped.safeParse(json);
    const message = combined.success ? combined.data.data : plain.safeParse(json).data;
    if (!message) return this.#refuse();
    const type = message['e'];
    if (type === 'trade' || type === 'aggTrade') return this.#trade(message, type);
    return type === undefined && 'b' in message && 'a' in message ? this.#book(message, receivedAt) : nothing;
  }

  #trade(message: object, kind: Kind): MappedFrame {
    const data = kind === 'trade' ? trade.safeParse(message).data : aggregate.safeParse(message).data;
    const symbol = data && this.symbolOf(data.s);
    if (!symbol) return this.#refuse();
    const taken = this.#kinds.get(symbol) ?? kind;
    this.#kinds.set(symbol, taken);
    if (taken !== kind) return nothing;
    const key = 't' in data ? data.t : data.a;
    // `m`: the buyer was the maker, so the taker sold.
    const side = data.m ? 'SELL' : 'BUY';
    return { trades: [{ symbol, key, price: data.p, size: data.q, side, occurredAt: data.T, conditions: null }], quotes: [] };
  }

  #book(message: object, receivedAt: number): MappedFrame {
    const { data } = bookTicker.safeParse(message);
    const symbol = data && this.symbolOf(data.s);
    if (!symbol) return this.#refuse();
    return { trades: [], quotes: [{ symbol, key: data.u, bid: data.b, ask: data.a, occurredAt: Math.floor(receivedAt) }] };
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}
