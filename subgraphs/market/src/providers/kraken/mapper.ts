import type { QuoteTick, Trade } from '../../domain/price-feed.ts';
import { isPossible } from '../../domain/tick-time.ts';
import { parseExactJson, plainDecimal } from '../exact-json.ts';
import { isAmountText, isId, isPriceText, isRecord, type MappedFrame, nothing, type SymbolOf, type WireMapper } from '../wire-mapper.ts';
import { signOf } from './signs.ts';
import { instantOf } from './times.ts';

/**
 * Kraken websocket v2: the `trade` channel, snapshot and updates alike, under the book's own ids, and best bid and ask of the `ticker`
 * channel. Amounts are JSON numbers there: they stay as they were written.
 */
export class KrakenMapper implements WireMapper {
  malformed = 0;
  /** Tickers have no ids: they are numbered as they come. */
  readonly remembers = true;
  #lastQuote = 0;

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string, receivedAt: number): MappedFrame {
    const message = parseExactJson(frame);
    if (!isRecord(message)) return this.#refuse();
    const { channel, data } = message;
    if (channel !== 'trade' && channel !== 'ticker') return signsOf(message);
    if (!Array.isArray(data)) return this.#refuse();
    if (channel === 'trade') return { trades: this.#kept(data, (one) => this.#trade(one, receivedAt)), quotes: [] };
    return { trades: [], quotes: this.#kept(data, (one) => this.#ticker(one, receivedAt)) };
  }

  #trade({ symbol: pair, side, price, qty, trade_id: id, timestamp }: Message, receivedAt: number): Trade | null {
    const [key, occurredAt] = [numberOf(id), instantOf(timestamp)];
    const [told, size] = [plainDecimal(price), plainDecimal(qty)];
    if (!isId(key) || !isPriceText(told) || !isPriceText(size) || (side !== 'buy' && side !== 'sell')) return null;
    if (occurredAt === null || !isPossible(occurredAt, { provenance: 'LIVE', receivedAt })) return null;
    const symbol = typeof pair === 'string' ? this.symbolOf(pair) : null;
    if (symbol === null) return null;
    // `side` is the taker's.
    return { symbol, key, price: told, size, side: side === 'buy' ? 'BUY' : 'SELL', occurredAt, conditions: null };
  }

  /** Undefined where a side of the book is empty: that is no spread, and nothing wrong. */
  #ticker({ symbol: pair, bid: bought, ask: sold, timestamp }: Message, receivedAt: number): QuoteTick | null | undefined {
    const [bid, ask] = [amountOf(bought), amountOf(sold)];
    const occurredAt = timestamp === undefined ? Math.floor(receivedAt) : instantOf(timestamp);
    if (bid === null || ask === null || occurredAt === null || !isPossible(occurredAt, { provenance: 'LIVE', receivedAt })) return null;
    const symbol = typeof pair === 'string' ? this.symbolOf(pair) : null;
    if (symbol === null) return null;
    if (!isPriceText(bid) || !isPriceText(ask)) return undefined;
    // In microseconds of the clock: so they go on rising after a restart, and stay below 2^53.
    this.#lastQuote = Math.max(this.#lastQuote + 1, Math.floor(receivedAt * 1_000));
    return { symbol, key: this.#lastQuote, bid, ask, occurredAt };
  }

  /** A frame tells several: what is wrong with one is not the fault of the others. */
  #kept<T>(data: readonly unknown[], read: (one: Message) => T | null | undefined): T[] {
    const kept: T[] = [];
    for (const one of data) {
      const found = isRecord(one) ? read(one) : null;
      if (found === null) this.malformed += 1;
      else if (found !== undefined) kept.push(found);
    }
    return kept;
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}

type Message = Readonly<Record<string, unknown>>;

function signsOf(message: Message): MappedFrame {
  const sign = signOf(message);
  return sign ? { ...nothing, signs: [sign] } : nothing;
}

function numberOf(digits: unknown): number | null {
  return typeof digits === 'string' && /^\d{1,16}$/.test(digits) ? Number(digits) : null;
}

/** A side of the book; 0 where nobody stands. */
function amountOf(value: unknown): string | null {
  const told = value === null || value === undefined ? '0' : plainDecimal(value);
  return isAmountText(told) ? told : null;
}
