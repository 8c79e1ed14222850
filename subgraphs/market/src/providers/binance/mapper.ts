import { isPossible } from '../../domain/tick-time.ts';
import {
  isAmountText,
  isId,
  isPriceText,
  isRecord,
  type MappedFrame,
  nothing,
  parseJson,
  type SymbolOf,
  type WireMapper,
} from '../wire-mapper.ts';
import { signsOf } from './signs.ts';

type Kind = 'trade' | 'aggTrade';
type Message = Readonly<Record<string, unknown>>;

/**
 * Binance spot, raw or combined streams: `trade` or `aggTrade` are trades under the venue's own ids, `bookTicker` tells the spread,
 * `ticker` the id of the newest trade.
 * Its frames are checked by hand: they come by the ten thousand in a second.
 */
export class BinanceMapper implements WireMapper {
  malformed = 0;
  /** Of a symbol's streams the first to speak is taken. */
  readonly remembers = true;
  /** A connection may carry both streams of a symbol, which tell the same executions. */
  readonly #kinds = new Map<string, Kind>();

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string, receivedAt: number): MappedFrame {
    const json = parseJson(frame);
    if (!isRecord(json)) return this.#refuse();
    const message = typeof json['stream'] === 'string' && isRecord(json['data']) ? json['data'] : json;
    const type = message['e'];
    if (type === 'trade' || type === 'aggTrade') return this.#trade(message, type, receivedAt);
    if (type === '24hrTicker') return this.#newest(message);
    // The book ticker alone has neither a type nor a time.
    if (type === undefined && 'b' in message && 'a' in message) return this.#book(message, receivedAt);
    const signs = signsOf(message);
    return signs.length > 0 ? { ...nothing, signs } : nothing;
  }

  #trade(message: Message, kind: Kind, receivedAt: number): MappedFrame {
    const { s, p, q, T, m } = message;
    const key = kind === 'trade' ? message['t'] : message['a'];
    const occurredAt = typeof T === 'number' ? millisecondsOf(T) : Number.NaN;
    const isTimely = isPossible(occurredAt, { provenance: 'LIVE', receivedAt });
    const told = typeof s === 'string' && isPriceText(p) && isAmountText(q) && isTimely && typeof m === 'boolean';
    const symbol = told && isId(key) ? this.symbolOf(s) : null;
    if (!told || !isId(key) || symbol === null) return this.#refuse();
    const taken = this.#kinds.get(symbol) ?? kind;
    if (taken !== kind) return nothing;
    this.#kinds.set(symbol, taken);
    // `m`: the buyer was the maker, so the taker sold.
    const side = m ? 'SELL' : 'BUY';
    return { trades: [{ symbol, key, price: p, size: q, side, occurredAt, conditions: null }], quotes: [] };
  }

  /** Without trades in 24 hours its ids are -1. */
  #newest({ s, L: key }: Message): MappedFrame {
    const symbol = typeof s === 'string' && Number.isSafeInteger(key) ? this.symbolOf(s) : null;
    if (symbol === null) return this.#refuse();
    // Aggregates are counted otherwise.
    if (!isId(key) || this.#kinds.get(symbol) === 'aggTrade') return nothing;
    return { ...nothing, signs: [{ kind: 'NEWEST_TRADE', symbol, key }] };
  }

  #book({ u: key, s, b: bid, a: ask }: Message, receivedAt: number): MappedFrame {
    const told = isId(key) && typeof s === 'string' && isAmountText(bid) && isAmountText(ask);
    const symbol = told ? this.symbolOf(s) : null;
    if (!told || symbol === null) return this.#refuse();
    if (!isPriceText(bid) || !isPriceText(ask)) return nothing;
    return { trades: [], quotes: [{ symbol, key, bid, ask, occurredAt: Math.floor(receivedAt) }] };
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}

/** Streams may be asked for times in microseconds, which have 16 digits; milliseconds have 13. */
export function millisecondsOf(time: number): number {
  return time >= 1e15 ? Math.floor(time / 1_000) : time;
}
