import { encodeCursor, type Log, type LogPlace } from '@marketgraph/bus';
import type { PricesReceived } from '@marketgraph/events';
import { DAY_MS } from '@marketgraph/vocabulary';
import { dayStart, timezoneOf } from '../domain/calendar.ts';
import type { PriceHistory } from '../domain/ports.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import { QuoteBook } from '../domain/quote-book.ts';
import { pricesIn } from './ingest-events.ts';
import { RECORDER_GROUP } from './record-prices.ts';

const MAX_TRIES = 3;

export interface RestoreOptions {
  readonly log: Log;
  readonly history: PriceHistory;
  readonly signal: AbortSignal;
}

/**
 * The quotes as the log's end tells them: what is recorded, and then what the recorder has not yet seen. The recorder goes on
 * meanwhile; where its place stood still, nothing was read twice.
 */
export async function restoreQuotes(feed: PriceFeed, { log, history, signal }: RestoreOptions): Promise<QuoteBook> {
  for (let attempt = 1; ; attempt++) {
    const place = await log.committed([RECORDER_GROUP]);
    const book = await restoreRecorded(feed, history);
    if (attempt < MAX_TRIES && !samePlace(place, await log.committed([RECORDER_GROUP]))) continue;
    await restoreTail(book, log, place, signal);
    return book;
  }
}

async function restoreRecorded(feed: PriceFeed, history: PriceHistory): Promise<QuoteBook> {
  const book = new QuoteBook(feed.instruments);
  const told = new Set<string>();
  for (const { symbol, source, quote } of await history.lastQuotes()) {
    const instrument = book.instrument(symbol);
    if (!instrument) continue;
    told.add(`${symbol} ${source}`);
    // A trading day is told whole by its quote; 24 hours need their minutes.
    const minutes = instrument.exchange ? [] : await history.minutesSince(symbol, source, quote.asOf - DAY_MS);
    book.of({ symbol, source })?.restore(quote, minutes);
  }
  if (!feed.history) return book;
  for (const { symbol } of feed.instruments) {
    if (!told.has(`${symbol} ${feed.name}`)) await restoreFromHistory(book, symbol, feed.name, history);
  }
  return book;
}

/** Before its first trade a feed has only the candles of its history. */
async function restoreFromHistory(book: QuoteBook, symbol: string, source: string, history: PriceHistory): Promise<void> {
  const instrument = book.instrument(symbol);
  const newest = (await history.recentCandles(symbol, source, 'ONE_MINUTE', 1)).at(-1);
  if (!newest || !instrument) return;
  const today = dayStart(newest.openTime, timezoneOf(instrument));
  const from = instrument.exchange ? today : newest.closeTime - DAY_MS;
  const minutes = await history.minutesSince(symbol, source, from);
  const previousClose = instrument.exchange ? await history.previousClose(symbol, source, today) : (minutes[0]?.open ?? null);
  book.of({ symbol, source })?.restoreMinutes(minutes, previousClose);
}

async function restoreTail(book: QuoteBook, log: Log, place: LogPlace, signal: AbortSignal): Promise<void> {
  const head = await log.head();
  if (reached(place, head)) return;
  for await (const item of log.tail({ after: encodeCursor(place), signal })) {
    if (item.kind === 'gap') continue;
    for (const { event } of item.events) if (event.type === 'PricesReceived') apply(book, event.payload as PricesReceived);
    const last = item.events.at(-1);
    if (last && reached(last.place, head)) return;
  }
}

function apply(book: QuoteBook, payload: PricesReceived): void {
  const fold = book.of(payload);
  if (!fold) return;
  if (book.instrument(payload.symbol)?.exchange) {
    fold.restore(payload.quote);
    return;
  }
  const { trades, quotes } = pricesIn(payload);
  for (const trade of trades) fold.addTrade(trade);
  for (const quote of quotes) fold.addQuote(quote);
}

function reached(place: LogPlace, head: LogPlace): boolean {
  return head.positions.every((position, partition) => (place.positions[partition] ?? 0) >= position);
}

function samePlace(a: LogPlace, b: LogPlace): boolean {
  return reached(a, b) && reached(b, a);
}
