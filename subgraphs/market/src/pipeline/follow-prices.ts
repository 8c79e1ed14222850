import { decodeCursor, encodeCursor, type Log, type LogPlace, type TailItem } from '@marketgraph/bus';
import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import type { FeedBoard } from '../domain/feed-board.ts';
import type { InstrumentCatalogue } from '../domain/instrument-catalogue.ts';
import type { InstrumentStore } from '../domain/ports.ts';
import type { QuoteBoard, ReceivedQuote } from '../domain/quote-board.ts';
import type { SourceSpans } from '../domain/source-spans.ts';
import { RECORDER_GROUP } from './record-prices.ts';

const RETRY_MS = 1_000;

export interface FollowOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly board: QuoteBoard;
  readonly feeds: FeedBoard;
  readonly catalogue: InstrumentCatalogue;
  readonly instruments: InstrumentStore;
  readonly savedQuotes: () => Promise<ReceivedQuote[]>;
  /** Of symbols with sources that replace each other. */
  readonly recordedSpans: () => Promise<ReadonlyMap<string, SourceSpans<string>>>;
}

/**
 * Keeps instruments and latest quotes in memory as fresh as the log. It starts from what is recorded and goes on from the recorder's
 * place; when Postgres or the log is away, what is known keeps being served.
 */
export function followPrices(options: FollowOptions): Part {
  const stopping = new AbortController();
  const state = { healthy: false, detail: 'starting' };
  let running: Promise<void> | undefined;
  return {
    name: 'latest quotes',
    async start() {
      const place = await placeAndLoad(options);
      state.healthy = true;
      running = follow(options, place, stopping.signal, state);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    health: () => (state.healthy ? { healthy: true } : { ...state }),
  };
}

async function follow(
  options: FollowOptions,
  from: LogPlace,
  signal: AbortSignal,
  state: { healthy: boolean; detail: string },
): Promise<void> {
  const { log, clock, logger } = options;
  let place = from;
  while (!signal.aborted) {
    try {
      state.healthy = true;
      for await (const item of log.tail({ after: encodeCursor(place), signal })) place = await apply(options, item, place);
    } catch (error) {
      state.healthy = false;
      state.detail = reasonOf(error);
      logger.warn('The log cannot be followed; trying again.', { reason: reasonOf(error) });
    }
    await clock.sleep(RETRY_MS, signal);
  }
}

/** The place is asked for before the rows are read: what is recorded in between comes twice, which changes nothing. */
async function placeAndLoad(options: FollowOptions): Promise<LogPlace> {
  const place = await options.log.committed([RECORDER_GROUP]);
  await load(options);
  return place;
}

async function load({ instruments, catalogue, savedQuotes, recordedSpans, board }: FollowOptions): Promise<void> {
  catalogue.replace(await instruments.all());
  board.restoreSources(await recordedSpans());
  for (const quote of await savedQuotes()) board.apply(quote);
}

async function apply(options: FollowOptions, item: TailItem, place: LogPlace): Promise<LogPlace> {
  if (item.kind === 'gap') {
    await load(options);
    return decodeCursor(item.to) ?? place;
  }
  let isListed = false;
  for (const { event } of item.events) {
    // What is told again because its source is silent must not look like a word of it.
    if (event.type === 'PricesReceived' && event.payload.mark !== 'STALE') {
      const { symbol, source, provenance, quote, mark } = event.payload;
      options.board.apply({ symbol, source, provenance, quote, receivedAt: event.receivedAt }, mark === 'STANDBY');
    }
    if (event.type === 'SourceChanged') options.board.switchSource(event.payload);
    if (event.type === 'FeedChanged') options.feeds.hear(event.payload, event.publishedAt);
    isListed ||= event.type === 'InstrumentListed';
  }
  // The event tells less of an instrument than its row.
  if (isListed) options.catalogue.replace(await options.instruments.all());
  return item.events.at(-1)?.place ?? place;
}
