import { createMemoryLog, encodeCursor, type Log } from '@marketgraph/bus';
import type { AnyEvent, EventType, MarketgraphEvent } from '@marketgraph/events';
import { Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import type { Interval } from '@marketgraph/vocabulary';
import type { Candle } from '../src/domain/candle.ts';
import type { Instrument } from '../src/domain/instrument.ts';
import type { GapName } from '../src/domain/open-gaps.ts';
import type { GapRecord, InstrumentStore, Leadership, Lease, PriceHistory } from '../src/domain/ports.ts';
import type { FeedDelivery, HistoryChunk, PriceFeed, Trade } from '../src/domain/price-feed.ts';
import type { RecordedQuote } from '../src/domain/quote.ts';
import { FeedIngest } from '../src/pipeline/ingest-feed.ts';
import type { IngestOptions } from '../src/pipeline/ingest-options.ts';

export const START = Date.parse('2026-11-20T15:00:00Z');

export function stock(symbol: string): Instrument {
  const exchange = {
    code: 'XNYS',
    name: 'New York Stock Exchange',
    timezone: 'America/New_York',
    session: { opens: 570, closes: 960 },
    weekdays: [1, 2, 3, 4, 5],
  };
  return { symbol, name: symbol, assetClass: 'STOCK', region: 'AMERICAS', currency: 'USD', exchange, sector: null, tickSize: '0.01' };
}

export function tradeOf(symbol: string, key: number, occurredAt: number, price = '10.00', size = '1'): Trade {
  return { symbol, key, price, size, side: null, occurredAt, conditions: null };
}

/** Delivers what it is given, then ends or waits; its position is how many deliveries it gave. */
export class FakePriceFeed implements PriceFeed {
  readonly name: string = 'fake';
  /** How many deliveries were asked for, over all openings. */
  read = 0;
  opened: (string | null)[] = [];

  constructor(
    readonly instruments: readonly Instrument[],
    readonly deliveries: readonly Trade[][],
    readonly ends = false,
  ) {}

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery> {
    this.opened.push(position);
    for (let index = Number(position ?? 0); index < this.deliveries.length; index++) {
      this.read += 1;
      const trades = this.deliveries[index] ?? [];
      yield { source: 'fake', provenance: 'LIVE', receivedAt: START, trades, quotes: [], position: String(index + 1) };
    }
    if (this.ends || signal.aborted) return;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
}

/** A record in memory: what ingest needs of storage, and nothing of how it is stored. */
export class FakeRecord implements InstrumentStore, PriceHistory, GapRecord {
  instruments: Instrument[] = [];
  quotes: RecordedQuote[] = [];
  candles: Candle[] = [];
  open: GapName[] = [];
  readonly histories: string[] = [];

  async save(instruments: readonly Instrument[]) {
    this.instruments.push(...instruments);
  }
  async all() {
    return this.instruments;
  }
  async openGaps() {
    return this.open;
  }
  async hasHistory(source: string) {
    return this.histories.includes(source);
  }
  async saveHistory(source: string, chunks: AsyncIterable<HistoryChunk>) {
    for await (const { candles } of chunks) this.candles.push(...candles);
    this.histories.push(source);
  }
  async recentCandles(_symbol: string, _source: string, interval: Interval, count: number) {
    return this.candles.filter((candle) => candle.interval === interval).slice(-count);
  }
  async lastQuotes() {
    return this.quotes;
  }
  async minutesSince(_symbol: string, _source: string, from: number) {
    return this.candles.filter(({ interval, openTime }) => interval === 'ONE_MINUTE' && openTime >= from);
  }
  async previousClose(_symbol: string, _source: string, beforeDay: number) {
    return this.candles.findLast(({ interval, openTime }) => interval === 'ONE_DAY' && openTime < beforeDay)?.close ?? null;
  }
}

/** One leader per name, as several processes see it. */
export class FakeLeadership implements Leadership {
  readonly #held = new Map<string, AbortController>();
  readonly #waiting: (() => void)[] = [];

  async lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    while (this.#held.has(name) && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (signal.aborted) return null;
    const lost = new AbortController();
    this.#held.set(name, lost);
    return { lost: lost.signal, release: async () => this.#free(name, lost) };
  }

  /** As when the connection that held it breaks. */
  lose(name: string): void {
    const lost = this.#held.get(name);
    if (!lost) return;
    lost.abort();
    this.#free(name, lost);
  }

  #free(name: string, lost: AbortController): void {
    if (this.#held.get(name) === lost) this.#held.delete(name);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

export interface IngestBench extends IngestOptions {
  readonly clock: ManualClock;
  readonly record: FakeRecord;
  readonly leadership: FakeLeadership;
  ingest(feed: PriceFeed, log?: Log): FeedIngest;
  events<T extends EventType>(type: T): Promise<MarketgraphEvent<T>[]>;
  /** Resolves when the feed stands there, while the clock goes on. */
  reached(position: string): Promise<void>;
}

export function openIngestBench(now = START): IngestBench {
  const clock = new ManualClock(now);
  const log = createMemoryLog({ logger: silentLogger, clock });
  const record = new FakeRecord();
  const leadership = new FakeLeadership();
  const options = {
    clock,
    log,
    logger: silentLogger,
    metrics: new Metrics(),
    instruments: record,
    history: record,
    gaps: record,
    leadership,
  };
  return {
    ...options,
    record,
    ingest: (feed, other = log) => new FeedIngest(feed, { ...options, log: other }),
    events: (type) => eventsOf(log, type),
    async reached(position) {
      for (let turn = 0; (await log.feedPosition('fake')) !== position; turn++) {
        if (turn > 2_000) throw new Error(`The feed stands at ${await log.feedPosition('fake')}, not at ${position}.`);
        await clock.advance(50);
      }
    },
  };
}

/** Everything of one type that the log holds. */
export async function eventsOf<T extends EventType>(log: Log, type: T): Promise<MarketgraphEvent<T>[]> {
  return (await allEvents(log)).filter((event) => event.type === type) as never;
}

async function allEvents(log: Log): Promise<AnyEvent[]> {
  const head = (await log.head()).positions.reduce((sum, position) => sum + position, 0);
  const found: AnyEvent[] = [];
  const stop = new AbortController();
  if (head === 0) return found;
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stop.signal })) {
    if (item.kind === 'events') found.push(...item.events.map(({ event }) => event));
    if (found.length >= head) break;
  }
  stop.abort();
  return found;
}
