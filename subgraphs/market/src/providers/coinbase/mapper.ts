import {
  type FrameSign,
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

type Message = Readonly<Record<string, unknown>>;

/**
 * Coinbase Exchange: `match` and `last_match` are trades under the venue's own ids, `ticker` tells the spread. Its frames are checked by
 * hand: they come by the ten thousand in a second.
 */
export class CoinbaseMapper implements WireMapper {
  malformed = 0;
  readonly remembers = false;

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string): MappedFrame {
    const message = parseJson(frame);
    if (!isRecord(message) || typeof message['type'] !== 'string') return this.#refuse();
    const { type } = message;
    if (type === 'match' || type === 'last_match') return this.#match(message);
    if (type === 'ticker') return this.#ticker(message);
    const sign = type === 'heartbeat' ? this.#heartbeat(message) : type === 'subscriptions' ? followed(message) : refused(message);
    return sign ? { ...nothing, signs: sign } : nothing;
  }

  #match({ trade_id: key, side, size, price, product_id: product, time }: Message): MappedFrame {
    const occurredAt = instantOf(time);
    const told = isId(key) && isAmountText(size) && isPriceText(price) && typeof product === 'string';
    const symbol = told && occurredAt !== null && (side === 'buy' || side === 'sell') ? this.symbolOf(product) : null;
    if (!told || occurredAt === null || symbol === null) return this.#refuse();
    // `side` is the maker's: the taker did the opposite.
    const taker = side === 'sell' ? 'BUY' : 'SELL';
    return { trades: [{ symbol, key, price, size, side: taker, occurredAt, conditions: null }], quotes: [] };
  }

  /** Tickers of thin products lack fields at first, or a side of the book: those tell no spread. */
  #ticker({ sequence: key, product_id: product, best_bid: bid, best_ask: ask, time, trade_id: newest }: Message): MappedFrame {
    const occurredAt = time === undefined ? undefined : instantOf(time);
    const told = isId(key) && typeof product === 'string' && occurredAt !== null && isAmountOrMissing(bid) && isAmountOrMissing(ask);
    const symbol = told ? this.symbolOf(product) : null;
    if (!told || symbol === null) return this.#refuse();
    const signs = newestTrade(symbol, newest);
    if (!isPriceText(bid) || !isPriceText(ask) || occurredAt === undefined) return signs.length > 0 ? { ...nothing, signs } : nothing;
    return { trades: [], quotes: [{ symbol, key, bid, ask, occurredAt }], signs };
  }

  #heartbeat({ last_trade_id: key, product_id: product }: Message): FrameSign[] {
    const symbol = typeof product === 'string' ? this.symbolOf(product) : null;
    return symbol === null ? [{ kind: 'HEARTBEAT' }] : [{ kind: 'SYMBOL_HEARTBEAT', symbol }, ...newestTrade(symbol, key)];
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}

/** Heartbeats said 0 for years, which says nothing; then the ticker does, where a trade's own message was dropped. */
function newestTrade(symbol: string, key: unknown): FrameSign[] {
  return isId(key) && key > 0 ? [{ kind: 'NEWEST_TRADE', symbol, key }] : [];
}

/** All that is followed now, whatever was asked for last. */
function followed({ channels }: Message): FrameSign[] | null {
  const matches = Array.isArray(channels) ? channels.find((channel) => isRecord(channel) && channel['name'] === 'matches') : null;
  const products: unknown = isRecord(matches) ? matches['product_ids'] : null;
  if (!Array.isArray(products)) return null;
  return [{ kind: 'ACKNOWLEDGED', providerSymbols: products.filter((product) => typeof product === 'string') }];
}

/** An unknown product fails the whole message that names it. */
function refused({ type, message, reason }: Message): FrameSign[] | null {
  if (type !== 'error') return null;
  const told = [message, reason].filter((part) => typeof part === 'string').join(': ');
  if (RATE_LIMIT.test(told)) return [{ kind: 'RATE_LIMITED', retryAfterMs: null, reason: told }];
  return [{ kind: 'REFUSED', providerSymbol: INVALID_PRODUCT.exec(told)?.[1] ?? null, reason: told || 'refused' }];
}

const RATE_LIMIT = /rate limit|too many/i;
const INVALID_PRODUCT = /(\S+) is not a valid product/;

function isAmountOrMissing(value: unknown): value is string | undefined {
  return value === undefined || isAmountText(value);
}

/** A time of ISO 8601 in UTC, as Coinbase writes it; null for anything else, and for days that no calendar has. */
function instantOf(value: unknown): number | null {
  if (typeof value !== 'string' || !ISO_TIME.test(value)) return null;
  const instant = Date.parse(value);
  if (Number.isNaN(instant)) return null;
  return new Date(instant).toISOString().startsWith(value.slice(0, SECONDS)) ? instant : null;
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const SECONDS = '2021-04-17T16:43:30'.length;
