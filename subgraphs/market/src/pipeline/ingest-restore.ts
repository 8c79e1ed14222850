import { encodeCursor, type Log, type LogPlace, reaches, type TailItem } from '@marketgraph/bus';
import type { AnyEvent, FeedGapChanged, PricesReceived } from '@marketgraph/events';
import type { Clock } from '@marketgraph/service';
import { compareDecimals, DAY_MS } from '@marketgraph/vocabulary';
import { dayStart, timezoneOf } from '../domain/calendar.ts';
import type { OpenGaps } from '../domain/open-gaps.ts';
import type { GapRecord, PriceHistory } from '../domain/ports.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { WindowMinute } from '../domain/price-window.ts';
import type { Quote, RecordedQuote } from '../domain/quote.ts';
import { QuoteBook, type QuotedSource } from '../domain/quote-book.ts';
import { isSnapshot, pricesIn } from './event-columns.ts';
import { RECORDER_GROUP } from './record-prices.ts';

const MAX_TRIES = 5;
/** A log that can be asked and tells nothing for so long has told what it has. */
export const TOLD_ALL_MS = 3_000;

export interface RestoreOptions {
  readonly log: Log;
  /** Which gaps of the feed are open is restored with its quotes: from the record, and from what the recorder had not yet seen. */
  readonly gaps?: { readonly open: OpenGaps; readonly record: GapRecord };
  readonly clock: Clock;
  readonly history: PriceHistory;
  readonly signal: AbortSignal;
}

/** What is recorded of one symbol from one source: quote and minutes of the same moment. */
interface Recorded extends RecordedQuote {
  readonly minutes: readonly WindowMinute[];
}

/**
 * The quotes as the log's end tells them: what is recorded, and then what the recorder had not yet seen. The place is asked for before the
 * record is read, and the recorder goes on meanwhile: what comes twice is known by the quote that was recorded with it.
 */
export async function restoreQuotes(feed: PriceFeed, { log, clock, history, gaps, signal }: RestoreOptions): Promise<QuoteBook> {
  const place = await log.committed([RECORDER_GROUP]);
  gaps?.open.replace(await gaps.record.openGaps(feed.name));
  const book = new QuoteBook(feed);
  const recorded = await readRecord(book, history);
  for (const one of recorded.values()) {
    book.hear(one.source, one.provenance);
    book.of(one)?.restore(one.quote, one.minutes);
  }
  if (feed.history) {
    for (const { symbol } of feed.instruments) {
      if (!recorded.has(nameOf({ symbol, source: feed.name }))) await restoreFromHistory(book, symbol, feed.name, history);
    }
  }
  const hearGap = (gap: FeedGapChanged) => gap.feed === feed.name && gaps?.open.tell({ ...gap, id: gap.gapId });
  await restoreTail({ book, recorded, log, clock, place, signal, hearGap });
  return book;
}

/** A quote that is the same before and after its minutes were read belongs to them; the others are read again. */
async function readRecord(book: QuoteBook, history: PriceHistory): Promise<Map<string, Recorded>> {
  const recorded = new Map<string, Recorded>();
  for (let attempt = 1, changed = true; changed && attempt <= MAX_TRIES; attempt++) {
    const quotes = (await history.lastQuotes()).filter(({ symbol }) => book.lists(symbol));
    const others = quotes.filter((one) => !isSameQuote(recorded.get(nameOf(one))?.quote, one.quote));
    for (const one of others) recorded.set(nameOf(one), { ...one, minutes: await minutesOf(book, one, history) });
    changed = others.length > 0;
  }
  return recorded;
}

/** A trading day is told whole by its quote; 24 hours need their minutes. */
async function minutesOf(
  book: QuoteBook,
  { symbol, source, quote }: RecordedQuote,
  history: PriceHistory,
): Promise<readonly WindowMinute[]> {
  return book.instrument(symbol)?.exchange ? [] : history.minutesSince(symbol, source, quote.asOf - DAY_MS);
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

interface TailToRestore {
  readonly book: QuoteBook;
  readonly recorded: Map<string, Recorded>;
  readonly log: Log;
  readonly clock: Clock;
  readonly place: LogPlace;
  readonly signal: AbortSignal;
  hearGap(gap: FeedGapChanged): void;
}

async function restoreTail({ book, recorded, log, clock, place, signal, hearGap }: TailToRestore): Promise<void> {
  const head = await log.head();
  if (reaches(place.positions, head.positions)) return;
  const hear = (event: AnyEvent) => {
    if (event.type === 'PricesReceived') applyOnce(book, recorded, event.payload);
    else if (event.type === 'FeedGapChanged') hearGap(event.payload);
  };
  for await (const item of untilTold(log, place, clock, signal)) {
    if (item.kind === 'gap') continue;
    for (const { event } of item.events) hear(event);
    const last = item.events.at(-1);
    if (last && reaches(last.place.positions, head.positions)) return;
  }
}

/** A head that was asked for may never be reached: a broker may lose its tail meanwhile, and some entries are for others. */
async function* untilTold(log: Log, place: LogPlace, clock: Clock, signal: AbortSignal): AsyncGenerator<TailItem> {
  const left = new AbortController();
  const items = log.tail({ after: encodeCursor(place), signal: AbortSignal.any([signal, left.signal]) })[Symbol.asyncIterator]();
  try {
    for (let next = items.next(); ; next = items.next()) {
      const item = await Promise.race([next, clock.sleep(TOLD_ALL_MS, left.signal)]);
      // Throws where the log is out of reach: then nothing can be concluded from its silence.
      if (!item) return void (await log.head());
      if (item.done) return;
      yield item.value;
    }
  } finally {
    left.abort();
  }
}

/** Where the tail tells the recorded quote, all of it so far was recorded: it was counted twice, and is forgotten. */
function applyOnce(book: QuoteBook, recorded: Map<string, Recorded>, payload: PricesReceived): void {
  const name = nameOf(payload);
  const one = recorded.get(name);
  if (!one || !isSameQuote(one.quote, payload.quote)) {
    apply(book, payload);
  } else {
    recorded.delete(name);
    book.forget(one);
    book.of(one)?.restore(one.quote, one.minutes);
  }
}

function apply(book: QuoteBook, payload: PricesReceived): void {
  const fold = book.of(payload);
  book.hear(payload.source, payload.provenance);
  if (!fold || payload.mark === 'STALE') return;
  if (book.instrument(payload.symbol)?.exchange) {
    fold.restore(payload.quote);
    return;
  }
  const { trades, quotes } = pricesIn(payload);
  for (const trade of trades) fold.addTrade(trade);
  for (const quote of quotes) fold.addQuote(quote);
  // A quote that is told once more, because its source became the active one, says nothing new.
  if (isSnapshot(payload) && !isSameQuote(fold.quote() ?? undefined, payload.quote))
    fold.addSnapshot({ ...payload.quote, symbol: payload.symbol, occurredAt: payload.quote.asOf });
}

function nameOf({ symbol, source }: QuotedSource): string {
  return `${symbol} ${source}`;
}

/** Postgres may write a number with other zeros than the feed did. */
function isSameQuote(a: Quote | undefined, b: Quote): boolean {
  return a?.asOf === b.asOf && compareDecimals(a.volume, b.volume) === 0 && compareDecimals(a.price, b.price) === 0;
}
