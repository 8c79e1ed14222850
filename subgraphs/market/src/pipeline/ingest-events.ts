import type { AnyNewEvent, NewEvent } from '@marketgraph/events';
import type { FeedDelivery, PriceSnapshot, ProviderCandles, QuoteTick, Trade, TradeCorrection } from '../domain/price-feed.ts';
import type { Quote } from '../domain/quote.ts';
import type { QuoteBook } from '../domain/quote-book.ts';
import { correctionColumns, quoteColumns, tradeColumns } from './event-columns.ts';

/** An event stays small enough to be read at once, and large enough to carry a burst. */
const MAX_PER_EVENT = 500;

/** Tells prices of a source that is not the active one of its symbol. */
export interface PriceMarks {
  /**
   * STANDBY where another source is active for the symbol. `newestAt`: venue time of the newest price that is about to be told, null where
   * none is; asked at the moment at which the event is made, so that a switch begins behind it.
   */
  markOf(symbol: string, source: string, newestAt: number | null): 'STANDBY' | undefined;
}

/** All that a delivery tells, folded into the book, in the order in which it is to be in the log. */
export function deliveryEvents(delivery: FeedDelivery, book: QuoteBook, marks?: PriceMarks): AnyNewEvent[] {
  return [...snapshotsReceived(delivery, book, marks), ...pricesReceived(delivery, book, marks), ...candlesReceived(delivery, book)];
}

/** The quotes that told days lead to, one event each. */
function snapshotsReceived(
  { snapshots = [], ...origin }: FeedDelivery,
  book: QuoteBook,
  marks: PriceMarks | undefined,
): NewEvent<'PricesReceived'>[] {
  return snapshots.flatMap((snapshot: PriceSnapshot) => {
    const { symbol } = snapshot;
    const fold = book.of({ symbol, source: origin.source });
    fold?.addSnapshot(snapshot);
    const quote = fold?.quote();
    return quote ? [marked(priceEvent(symbol, origin, { trades: [], quotes: [] }, quote), marks)] : [];
  });
}

/** A provider's candles of the symbols that its feed lists. */
function candlesReceived({ candles = [], source, provenance, receivedAt }: FeedDelivery, book: QuoteBook): NewEvent<'CandlesReceived'>[] {
  return candles.flatMap(({ symbol, interval, candles: all }: ProviderCandles) =>
    chunksOf(book.lists(symbol) ? all : []).map((some) => ({
      type: 'CandlesReceived',
      key: symbol,
      occurredAt: some.at(-1)?.openTime ?? receivedAt,
      receivedAt,
      payload: {
        symbol,
        source,
        provenance,
        interval,
        openTime: some.map(({ openTime }) => openTime),
        open: some.map(({ open }) => open),
        high: some.map(({ high }) => high),
        low: some.map(({ low }) => low),
        close: some.map(({ close }) => close),
        volume: some.map(({ volume }) => volume),
      },
    })),
  );
}

function chunksOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / MAX_PER_EVENT) }, (_, index) =>
    all.slice(index * MAX_PER_EVENT, (index + 1) * MAX_PER_EVENT),
  );
}

/**
 * Folds a delivery's prices into the book and tells them as one event per symbol, several where a symbol has very much to tell. What
 * the feed does not list is passed over.
 */
export function pricesReceived(delivery: FeedDelivery, book: QuoteBook, marks?: PriceMarks): NewEvent<'PricesReceived'>[] {
  const trades = Map.groupBy(delivery.trades, ({ symbol }) => symbol);
  const quotes = Map.groupBy(delivery.quotes, ({ symbol }) => symbol);
  const corrections = Map.groupBy(delivery.corrections ?? [], ({ symbol }) => symbol);
  const symbols = [...new Set([...trades.keys(), ...quotes.keys(), ...corrections.keys()])].filter((symbol) => book.lists(symbol));
  return symbols.flatMap((symbol) => {
    const told = { trades: trades.get(symbol) ?? [], quotes: quotes.get(symbol) ?? [], corrections: corrections.get(symbol) ?? [] };
    return eventsOf(symbol, told, delivery, book).map((event) => marked(event, marks));
  });
}

function marked(event: NewEvent<'PricesReceived'>, marks: PriceMarks | undefined): NewEvent<'PricesReceived'> {
  const mark = marks?.markOf(event.payload.symbol, event.payload.source, event.occurredAt);
  return mark ? { ...event, payload: { ...event.payload, mark } } : event;
}

interface Told {
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
  readonly corrections: readonly TradeCorrection[];
}

/** Corrections change what is recorded, not the quote; of a symbol that never had a price they are passed over. */
function eventsOf(
  symbol: string,
  { trades, quotes, corrections }: Told,
  delivery: FeedDelivery,
  book: QuoteBook,
): NewEvent<'PricesReceived'>[] {
  const fold = book.of({ symbol, source: delivery.source });
  const events: NewEvent<'PricesReceived'>[] = [];
  for (let from = 0; fold && from < Math.max(trades.length, quotes.length, corrections.length); from += MAX_PER_EVENT) {
    const [someTrades, someQuotes] = [trades.slice(from, from + MAX_PER_EVENT), quotes.slice(from, from + MAX_PER_EVENT)];
    const someCorrections = corrections.slice(from, from + MAX_PER_EVENT);
    for (const trade of someTrades) fold.addTrade(trade);
    for (const quote of someQuotes) fold.addQuote(quote);
    const quote = fold.quote();
    if (!quote) continue;
    const event = priceEvent(symbol, delivery, { trades: someTrades, quotes: someQuotes }, quote);
    const corrected = someCorrections.length > 0 ? { corrections: correctionColumns(someCorrections) } : {};
    events.push({ ...event, payload: { ...event.payload, ...corrected } });
  }
  return events;
}

function priceEvent(
  symbol: string,
  { source, provenance, receivedAt }: Pick<FeedDelivery, 'source' | 'provenance' | 'receivedAt'>,
  { trades, quotes }: Pick<Told, 'trades' | 'quotes'>,
  quote: Quote,
): NewEvent<'PricesReceived'> {
  const newest = [...trades, ...quotes].reduce((at, one) => Math.max(at, one.occurredAt), 0);
  const payload = { symbol, source, provenance, trades: tradeColumns(trades), quotes: quoteColumns(quotes), quote };
  return { type: 'PricesReceived', key: symbol, occurredAt: newest === 0 ? quote.asOf : newest, receivedAt, payload };
}
