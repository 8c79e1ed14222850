import type { CorrectionColumns, NewEvent, PricesReceived } from '@marketgraph/events';
import type { FeedDelivery, QuoteTick, Trade, TradeCorrection } from '../domain/price-feed.ts';
import type { QuoteBook } from '../domain/quote-book.ts';

/** An event stays small enough to be read at once, and large enough to carry a burst. */
const MAX_PER_EVENT = 500;

/**
 * Folds a delivery into the book and tells it as one event per symbol, several where a symbol has very much to tell. What
 * the feed does not list is passed over.
 */
export function pricesReceived(delivery: FeedDelivery, book: QuoteBook): NewEvent<'PricesReceived'>[] {
  const trades = Map.groupBy(delivery.trades, ({ symbol }) => symbol);
  const quotes = Map.groupBy(delivery.quotes, ({ symbol }) => symbol);
  const corrections = Map.groupBy(delivery.corrections ?? [], ({ symbol }) => symbol);
  const symbols = [...new Set([...trades.keys(), ...quotes.keys(), ...corrections.keys()])].filter((symbol) => book.lists(symbol));
  return symbols.flatMap((symbol) => {
    const told = { trades: trades.get(symbol) ?? [], quotes: quotes.get(symbol) ?? [], corrections: corrections.get(symbol) ?? [] };
    return eventsOf(symbol, told, delivery, book);
  });
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
  { source, provenance, receivedAt }: FeedDelivery,
  book: QuoteBook,
): NewEvent<'PricesReceived'>[] {
  const fold = book.of({ symbol, source });
  const events: NewEvent<'PricesReceived'>[] = [];
  for (let from = 0; fold && from < Math.max(trades.length, quotes.length, corrections.length); from += MAX_PER_EVENT) {
    const [someTrades, someQuotes] = [trades.slice(from, from + MAX_PER_EVENT), quotes.slice(from, from + MAX_PER_EVENT)];
    const someCorrections = corrections.slice(from, from + MAX_PER_EVENT);
    for (const trade of someTrades) fold.addTrade(trade);
    for (const quote of someQuotes) fold.addQuote(quote);
    const quote = fold.quote();
    if (!quote) continue;
    const newest = [...someTrades, ...someQuotes].reduce((at, one) => Math.max(at, one.occurredAt), 0);
    const occurredAt = newest === 0 ? quote.asOf : newest;
    const columns = {
      trades: tradeColumns(someTrades),
      quotes: quoteColumns(someQuotes),
      ...(someCorrections.length > 0 ? { corrections: correctionColumns(someCorrections) } : {}),
    };
    events.push({
      type: 'PricesReceived',
      key: symbol,
      occurredAt,
      receivedAt,
      payload: { symbol, source, provenance, ...columns, quote },
    });
  }
  return events;
}

function tradeColumns(trades: readonly Trade[]): PricesReceived['trades'] {
  return {
    key: trades.map(({ key }) => key),
    price: trades.map(({ price }) => price),
    size: trades.map(({ size }) => size),
    side: trades.map(({ side }) => side),
    occurredAt: trades.map(({ occurredAt }) => occurredAt),
    conditions: trades.map(({ conditions }) => conditions),
  };
}

function quoteColumns(quotes: readonly QuoteTick[]): PricesReceived['quotes'] {
  return {
    key: quotes.map(({ key }) => key),
    bid: quotes.map(({ bid }) => bid),
    ask: quotes.map(({ ask }) => ask),
    occurredAt: quotes.map(({ occurredAt }) => occurredAt),
  };
}

function correctionColumns(corrections: readonly TradeCorrection[]): CorrectionColumns {
  return {
    key: corrections.map(({ key }) => key),
    tradeKey: corrections.map(({ tradeKey }) => tradeKey),
    tradeAt: corrections.map(({ tradeAt }) => tradeAt),
    kind: corrections.map(({ kind }) => kind),
    price: corrections.map(({ price }) => price),
    size: corrections.map(({ size }) => size),
  };
}

/** The trades and quote ticks that an event carries. */
export function pricesIn({ symbol, trades, quotes }: PricesReceived): { trades: Trade[]; quotes: QuoteTick[] } {
  return {
    trades: trades.key.map((key, index) => ({
      symbol,
      key,
      price: trades.price[index] ?? '0',
      size: trades.size[index] ?? '0',
      side: trades.side[index] ?? null,
      occurredAt: trades.occurredAt[index] ?? 0,
      conditions: trades.conditions[index] ?? null,
    })),
    quotes: quotes.key.map((key, index) => ({
      symbol,
      key,
      bid: quotes.bid[index] ?? '0',
      ask: quotes.ask[index] ?? '0',
      occurredAt: quotes.occurredAt[index] ?? 0,
    })),
  };
}
