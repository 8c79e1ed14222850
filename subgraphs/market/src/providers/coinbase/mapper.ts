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
    return type === 'ticker' ? this.#ticker(message) : nothing;
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

  /** Tickers of thin products lack fields at first, or a side of the book: those say nothing. */
  #ticker({ sequence: key, product_id: product, best_bid: bid, best_ask: ask, time }: Message): MappedFrame {
    const occurredAt = time === undefined ? undefined : instantOf(time);
    const told = isId(key) && typeof product === 'string' && occurredAt !== null && isAmountOrMissing(bid) && isAmountOrMissing(ask);
    const symbol = told ? this.symbolOf(product) : null;
    if (!told || symbol === null) return this.#refuse();
    if (!isPriceText(bid) || !isPriceText(ask) || occurredAt === undefined) return nothing;
    return { trades: [], quotes: [{ symbol, key, bid, ask, occurredAt }] };
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}

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
