import { encodeCursor, type Log, openLog, reaches } from '@marketgraph/bus';
import type { CandleChange, NewEvent, PricesReceived } from '@marketgraph/events';
import { Metrics, type Part, silentLogger } from '@marketgraph/service';
import { bareQuote, ManualClock, testDatabase } from '@marketgraph/test-kit';
import type { Instrument } from '../src/domain/instrument.ts';
import type { QuoteTick, Trade } from '../src/domain/price-feed.ts';
import { InstrumentCalendars } from '../src/pipeline/instrument-calendars.ts';
import { RECORDER_GROUP, recordPrices } from '../src/pipeline/record-prices.ts';
import { type MarketStore, openMarketStore } from '../src/storage/open-market-store.ts';
import { rowsOf } from '../src/storage/sql.ts';

/** A database of its own with market's schema, its log, and recorders on demand. */
export interface MarketBench {
  readonly url: string;
  readonly store: MarketStore;
  readonly log: Log;
  readonly clock: ManualClock;
  readonly metrics: Metrics;
  recorder(options?: { maxEntries?: number }): Part;
  /** Resolves when the recorder has handled everything that the log holds now. */
  recorded(): Promise<void>;
  rows<R>(sql: string, values?: unknown[]): Promise<R[]>;
  /** Every candle change told so far, in the order of the log, one list for each event. */
  candleEvents(symbol?: string): Promise<CandleChange[][]>;
  candleChanges(symbol?: string): Promise<CandleChange[]>;
  close(): Promise<void>;
}

export async function openBench(instruments: readonly Instrument[] = []): Promise<MarketBench> {
  const database = await testDatabase();
  const clock = new ManualClock();
  const metrics = new Metrics();
  const log = await openLog({ databaseUrl: database.url, logger: silentLogger, clock, metrics });
  const store = await openMarketStore({ url: database.url, logger: silentLogger });
  if (instruments.length > 0) await store.instruments.save(instruments);
  const calendars = new InstrumentCalendars(store.instruments);
  return {
    url: database.url,
    store,
    log,
    clock,
    metrics,
    recorder: (options = {}) => recordPrices({ ticks: store.ticks, log, clock, gatherMs: 0, metrics, calendars, ...options }),
    recorded: () => untilRecorded(log),
    rows: (sql, values) => rowsOf(store.database.pool, sql, values),
    candleEvents: (symbol) => candleEvents(log, symbol),
    candleChanges: async (symbol) => (await candleEvents(log, symbol)).flat(),
    close: async () => {
      await log.close();
      await store.close();
      await database.drop();
    },
  };
}

export async function untilRecorded(log: Log): Promise<void> {
  const { positions } = await log.head();
  for (;;) {
    const done = await log.committed([RECORDER_GROUP]);
    if (reaches(done.positions, positions)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function candleEvents(log: Log, symbol?: string): Promise<CandleChange[][]> {
  const { positions } = await log.head();
  const stop = new AbortController();
  const changes: CandleChange[][] = [];
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stop.signal })) {
    const events = item.kind === 'events' ? item.events : [];
    changes.push(
      ...events.flatMap(({ event }) =>
        event.type === 'CandlesUpdated' && event.key === (symbol ?? event.key) ? [event.payload.candles] : [],
      ),
    );
    const reached = events.at(-1)?.place.positions ?? [];
    if (reaches(reached, positions)) break;
  }
  stop.abort();
  return changes;
}

/** An event as ingest appends it; the quote is that of the last trade or bid. */
export function pricesReceived(prices: {
  symbol: string;
  source?: string;
  provenance?: PricesReceived['provenance'];
  trades?: readonly Trade[];
  quotes?: readonly QuoteTick[];
  receivedAt?: number;
}): NewEvent<'PricesReceived'> {
  const { symbol, source = 'test', provenance = 'REPLAYED', trades = [], quotes = [] } = prices;
  const asOf = Math.max(...trades.map((t) => t.occurredAt), ...quotes.map((q) => q.occurredAt));
  const receivedAt = prices.receivedAt ?? asOf + 5;
  const price = trades.at(-1)?.price ?? quotes.at(-1)?.bid ?? '0';
  const quote = { ...bareQuote(price, asOf), bid: quotes.at(-1)?.bid ?? null, ask: quotes.at(-1)?.ask ?? null };
  return {
    type: 'PricesReceived',
    key: symbol,
    occurredAt: asOf,
    receivedAt,
    payload: {
      symbol,
      source,
      provenance,
      quote,
      trades: {
        key: trades.map((t) => t.key),
        price: trades.map((t) => t.price),
        size: trades.map((t) => t.size),
        side: trades.map((t) => t.side),
        occurredAt: trades.map((t) => t.occurredAt),
        conditions: trades.map((t) => t.conditions),
      },
      quotes: {
        key: quotes.map((q) => q.key),
        bid: quotes.map((q) => q.bid),
        ask: quotes.map((q) => q.ask),
        occurredAt: quotes.map((q) => q.occurredAt),
      },
    },
  };
}

export function trade(symbol: string, key: number, occurredAt: number, price: string, size = '1'): Trade {
  return { symbol, key, occurredAt, price, size, side: null, conditions: null };
}

export function quoteTick(symbol: string, key: number, occurredAt: number, bid: string, ask: string): QuoteTick {
  return { symbol, key, occurredAt, bid, ask };
}

export const nyse = {
  code: 'XNYS',
  name: 'New York Stock Exchange',
  timezone: 'America/New_York',
  session: { opens: 570, closes: 960 },
  weekdays: [1, 2, 3, 4, 5],
};

export function instrument(symbol: string, given: Partial<Instrument> = {}): Instrument {
  return {
    symbol,
    name: symbol,
    assetClass: 'STOCK',
    region: 'AMERICAS',
    currency: 'USD',
    exchange: nyse,
    sector: null,
    tickSize: '0.01',
    ...given,
  };
}
