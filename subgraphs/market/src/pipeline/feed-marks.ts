import type { NewEvent, PricesReceived } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { sessionAt } from '../domain/calendar.ts';
import { isLiveFeed, isStaleAfter } from '../domain/feed-state.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { RecordedQuote } from '../domain/quote.ts';
import type { QuoteBook } from '../domain/quote-book.ts';
import type { VenueCalendars } from '../domain/venue-calendars.ts';
import type { FeedStatus } from './feed-status.ts';
import type { PriceMarks } from './ingest-events.ts';
import type { Retelling } from './ingest-gather.ts';

/** A venue that opens while its feed is silent. */
const LOOK_AGAIN_MS = 30 * SECOND_MS;

export interface MarkingOptions {
  readonly marks?: PriceMarks;
  readonly calendars?: VenueCalendars;
}

/**
 * Tells subscribers that quotes of a live feed went stale, and that they are fresh again: each quote once more, as it stands. Nothing is told
 * of venues that are closed, nor of symbols that another source answers for.
 */
export class FeedMarks {
  #isStale = false;
  /** Symbols that were told to be stale; null: a process before this one may have told some. */
  #marked: Set<string> | null = null;
  /** Those of which this process has told a price: they are not what was told before it. */
  readonly #priced = new Set<string>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly feed: PriceFeed,
    readonly options: MarkingOptions,
  ) {}

  /** Whether there is something to tell now. */
  follow(status: FeedStatus, now: number): boolean {
    if (!isLiveFeed(this.feed)) return false;
    const wasStale = this.#isStale;
    this.#isStale = isStaleAfter(wasStale, status.state, now >= status.quietAt());
    if (!this.#isStale) return status.state === 'LIVE' && (this.#marked === null || this.#marked.size > 0);
    if (wasStale && now - this.#lookedAt < LOOK_AGAIN_MS) return false;
    this.#lookedAt = now;
    return true;
  }

  /** What has a new price is not stale, whatever was told of it. */
  priced(symbols: Iterable<string>): void {
    const marked = this.#marked;
    if (marked?.size === 0) return;
    for (const symbol of symbols) {
      if (marked) marked.delete(symbol);
      else this.#priced.add(symbol);
    }
  }

  events(book: QuoteBook, { symbols }: Retelling, now: number): NewEvent<'PricesReceived'>[] {
    const quotes = book.quotes().filter(({ source, provenance }) => source === this.feed.name && isOfVenue(provenance));
    const told = quotes.filter(({ symbol }) => (symbols?.has(symbol) ?? false) || this.#isDue(book, symbol, now));
    this.#marked = this.#isStale ? new Set([...(this.#marked ?? []), ...told.map(({ symbol }) => symbol)]) : new Set();
    return told.map((one) => toldAgain(one, now, this.#isStale));
  }

  #isDue(book: QuoteBook, symbol: string, now: number): boolean {
    if (this.options.marks?.markOf(symbol, this.feed.name, null) === 'STANDBY') return false;
    if (!this.#isStale) return this.#marked?.has(symbol) ?? !this.#priced.has(symbol);
    const exchange = book.instrument(symbol)?.exchange;
    return !this.#marked?.has(symbol) && (!exchange || sessionAt(exchange, now, this.options.calendars).open);
  }
}

function isOfVenue(provenance: PricesReceived['provenance']): boolean {
  return provenance === 'LIVE' || provenance === 'DELAYED';
}

function toldAgain({ symbol, source, provenance, quote }: RecordedQuote, now: number, isStale: boolean): NewEvent<'PricesReceived'> {
  const trades = { key: [], price: [], size: [], side: [], occurredAt: [], conditions: [] };
  const quotes = { key: [], bid: [], ask: [], occurredAt: [] };
  const payload = { symbol, source, provenance, trades, quotes, quote, ...(isStale && { mark: 'STALE' as const }) };
  return { type: 'PricesReceived', key: symbol, occurredAt: quote.asOf, receivedAt: now, payload };
}
