import { changePercent, subtractDecimals } from '@marketgraph/vocabulary';
import { type Instrument, isQuotedOnly } from './instrument.ts';
import type { PriceSnapshot, QuoteTick, Trade } from './price-feed.ts';
import type { PlacedPrice } from './price-span.ts';
import { isAfter, isLaster, type RankedPrice, type WindowMinute } from './price-window.ts';
import type { Quote } from './quote.ts';
import { RollingDay } from './rolling-day.ts';
import { ALL_PRICES, countsFully, effectOf, VOLUME_ONLY } from './sale-conditions.ts';
import { TradingDay } from './trading-day.ts';

/** No trade has it: theirs are ids, 0 or more. */
const SNAPSHOT_KEY = -1;

/**
 * Folds trades, quote ticks and told days of one symbol from one source, in whatever order they come, into its quote. Knows event
 * time only. What is older than the newest never moves the price back, but counts for the day it belongs to. A trade that does not
 * count for the last price moves it only as long as none of its trading day does. One that counts for nothing is a price only as long as
 * nothing else is known: its event has to tell some.
 */
export class QuoteFold {
  readonly #window: TradingDay | RollingDay;
  readonly #quotedOnly: boolean;
  #price: RankedPrice | null = null;
  /** The newest price of trades that count for nothing. */
  #reported: PlacedPrice | null = null;
  #spread: { readonly at: number; readonly key: number; readonly bid: string; readonly ask: string } | null = null;
  #newestAt = 0;

  constructor(instrument: Pick<Instrument, 'assetClass' | 'exchange'>) {
    this.#quotedOnly = isQuotedOnly(instrument);
    this.#window = instrument.exchange ? new TradingDay(instrument.exchange.timezone) : new RollingDay();
  }

  addTrade({ price, size, occurredAt: at, key, conditions }: Trade): void {
    const effect = effectOf(conditions);
    if (effect.ignored) {
      this.#report({ price, at, key });
      return;
    }
    this.#newestAt = Math.max(this.#newestAt, at);
    this.#window.add({ price, size, at, key }, effect);
    this.#trade({ price, at, key, priced: effect.priced });
  }

  addQuote({ bid, ask, occurredAt: at, key }: QuoteTick): void {
    this.#newestAt = Math.max(this.#newestAt, at);
    if (this.#quotedOnly) this.#window.add({ price: bid, size: null, at, key }, countsFully);
    else this.#window.advance(at);
    if (this.#spread && !isAfter({ at, key }, this.#spread)) return;
    this.#spread = { bid, ask, at, key };
    if (this.#quotedOnly) this.#trade({ price: bid, at, key, priced: ALL_PRICES });
  }

  /** What a provider tells of the day as a whole. Trades go on from it, and it never moves the price back. */
  addSnapshot({ occurredAt: at, ...told }: PriceSnapshot): void {
    this.#newestAt = Math.max(this.#newestAt, at);
    this.#window.tell({ ...told, at });
    // Told again for the same moment, the later word holds; trades of that moment come after it.
    if (this.#price?.at === at && this.#price.key === SNAPSHOT_KEY) this.#price = null;
    this.#trade({ price: told.price, at, key: SNAPSHOT_KEY, priced: ALL_PRICES });
  }

  /** Null before the first price. */
  quote(): Quote | null {
    // Until something is traded, the bid is all that is known of its price.
    const known = this.#price?.price ?? this.#spread?.bid;
    const price = known ?? this.#reported?.price;
    if (price === undefined) return null;
    const { priced: ofWindow, ...figures } = this.#window.figures();
    const priced = known === undefined ? VOLUME_ONLY : ofWindow;
    return {
      ...figures,
      ...changeSince(figures.previousClose, price),
      price,
      bid: this.#spread?.bid ?? null,
      ask: this.#spread?.ask ?? null,
      asOf: this.#newestAt,
      ...(priced !== null && priced < ALL_PRICES ? { priced } : {}),
    };
  }

  /** Continues from a quote that was told before; `minutes` are those of its last 24 hours where there is no exchange. */
  restore(quote: Quote, minutes: readonly WindowMinute[] = []): void {
    const place = { at: quote.asOf, key: SNAPSHOT_KEY };
    const priced = quote.priced ?? ALL_PRICES;
    this.#newestAt = quote.asOf;
    // Only a price of trades that count for nothing is told with how far it counts and without an open.
    if (quote.open === null && quote.priced === VOLUME_ONLY) this.#reported = { price: quote.price, ...place };
    else this.#price = { price: quote.price, priced, ...place };
    if (quote.bid !== null && quote.ask !== null) this.#spread = { bid: quote.bid, ask: quote.ask, ...place };
    if (this.#window instanceof TradingDay) {
      this.#window.restore(quote.price, quote.asOf, quote, priced);
      return;
    }
    this.#window.restoreMinutes(minutes, quote.previousClose);
    this.#window.advance(quote.asOf);
    // Nothing was traded that its figures could come from: a provider told them.
    if (minutes.length === 0 && quote.open !== null) this.#window.tell({ ...quote, at: quote.asOf });
  }

  /** Begins from recorded minutes alone, oldest first, when no quote was told yet. */
  restoreMinutes(minutes: readonly WindowMinute[], previousClose: string | null): void {
    const last = minutes.at(-1);
    if (!last) return;
    this.#newestAt = last.openTime;
    this.#price = { price: last.close, at: last.openTime, key: -1, priced: last.priced ?? ALL_PRICES };
    this.#window.restoreMinutes(minutes, previousClose);
  }

  /** Time goes on with it only where nothing else is known, so that no quote is older than the one before. */
  #report(report: PlacedPrice): void {
    if (!this.#price && !this.#spread) this.#newestAt = Math.max(this.#newestAt, report.at);
    if (!this.#reported || isAfter(report, this.#reported)) this.#reported = report;
  }

  #trade(price: RankedPrice): void {
    const known = this.#price;
    const isOfItsDay = !known || known.priced === price.priced || this.#window.dayOf(known.at) === this.#window.dayOf(price.at);
    if (!known || (isOfItsDay ? isLaster(price, known) : isAfter(price, known))) this.#price = price;
  }
}

function changeSince(base: string | null, price: string): Pick<Quote, 'change' | 'changePercent'> {
  if (base === null) return { change: null, changePercent: null };
  return { change: subtractDecimals(price, base), changePercent: changePercent(price, base) };
}
