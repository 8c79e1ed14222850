import { changePercent, subtractDecimals } from '@marketgraph/vocabulary';
import { type Instrument, isQuotedOnly } from './instrument.ts';
import type { QuoteTick, Trade } from './price-feed.ts';
import { isAfter, type WindowMinute } from './price-window.ts';
import type { Quote } from './quote.ts';
import { RollingDay } from './rolling-day.ts';
import { TradingDay } from './trading-day.ts';

interface Place {
  readonly at: number;
  readonly key: number;
}

/**
 * Folds trades and quote ticks of one symbol from one source, in whatever order they come, into its quote. Knows event
 * time only. What is older than the newest never moves the price back, but counts for the day it belongs to.
 */
export class QuoteFold {
  readonly #window: TradingDay | RollingDay;
  readonly #quotedOnly: boolean;
  #price: (Place & { readonly price: string }) | null = null;
  #spread: (Place & { readonly bid: string; readonly ask: string }) | null = null;

  constructor(instrument: Pick<Instrument, 'assetClass' | 'exchange'>) {
    this.#quotedOnly = isQuotedOnly(instrument);
    this.#window = instrument.exchange ? new TradingDay(instrument.exchange.timezone) : new RollingDay();
  }

  addTrade({ price, size, occurredAt: at, key }: Trade): void {
    this.#window.add({ price, size, at, key });
    if (!this.#price || isAfter({ at, key }, this.#price)) this.#price = { price, at, key };
  }

  addQuote({ bid, ask, occurredAt: at, key }: QuoteTick): void {
    if (this.#quotedOnly) this.#window.add({ price: bid, size: null, at, key });
    else this.#window.advance(at);
    if (this.#spread && !isAfter({ at, key }, this.#spread)) return;
    this.#spread = { bid, ask, at, key };
    if (this.#quotedOnly && (!this.#price || isAfter({ at, key }, this.#price))) this.#price = { price: bid, at, key };
  }

  /** Null before the first price. */
  quote(): Quote | null {
    // Until something is traded, the bid is all that is known of its price.
    const price = this.#price?.price ?? this.#spread?.bid;
    if (price === undefined) return null;
    const figures = this.#window.figures();
    return {
      ...figures,
      ...changeSince(figures.previousClose, price),
      price,
      bid: this.#spread?.bid ?? null,
      ask: this.#spread?.ask ?? null,
      asOf: Math.max(this.#price?.at ?? 0, this.#spread?.at ?? 0),
    };
  }

  /** Continues from a quote that was told before; `minutes` are those of its last 24 hours where there is no exchange. */
  restore(quote: Quote, minutes: readonly WindowMinute[] = []): void {
    const place = { at: quote.asOf, key: -1 };
    this.#price = { price: quote.price, ...place };
    if (quote.bid !== null && quote.ask !== null) this.#spread = { bid: quote.bid, ask: quote.ask, ...place };
    if (this.#window instanceof TradingDay) {
      this.#window.restore(quote.price, quote.asOf, quote);
    } else {
      this.#window.restoreMinutes(minutes, quote.previousClose);
      this.#window.advance(quote.asOf);
    }
  }

  /** Begins from recorded minutes alone, oldest first, when no quote was told yet. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    const last = minutes.at(-1);
    if (!last) return;
    this.#price = { price: last.close, at: last.openTime, key: -1 };
    this.#window.restoreMinutes(minutes, previousClose);
  }
}

function changeSince(base: string | null, price: string): Pick<Quote, 'change' | 'changePercent'> {
  if (base === null) return { change: null, changePercent: null };
  return { change: subtractDecimals(price, base), changePercent: changePercent(price, base) };
}
