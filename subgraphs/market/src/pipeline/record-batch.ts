import type { Batch, Log } from '@marketgraph/bus';
import type { MarketgraphEvent } from '@marketgraph/events';
import type { CandlePace } from '../domain/candle-pace.ts';
import type { ReceivedQuote } from '../domain/quote-board.ts';
import { addCounts, type CountDelta } from '../storage/count-writer.ts';
import { type DayPartitions, dayOf } from '../storage/day-partitions.ts';
import { saveLatestQuotes } from '../storage/quote-store.ts';
import type { Sql } from '../storage/sql.ts';
import {
  type Inserted,
  insertQuoteTicks,
  insertTrades,
  type QuoteTickBatch,
  saveTickDays,
  type TradeBatch,
} from '../storage/tick-writer.ts';
import { type CandleOrigin, candleEvents } from './candle-events.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { type PriceGroup, PriceGroups, pricesOf, quoteBatchOf, tradeBatchOf } from './price-groups.ts';
import { recordCandles } from './record-candles.ts';

export interface RecordingPlace {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn'>;
  readonly partitions: DayPartitions;
  readonly calendars: InstrumentCalendars;
  readonly pace: CandlePace;
}

export interface RecordedBatch {
  readonly trades: number;
  readonly quotes: number;
}

/**
 * Ticks, counts, candles, latest quotes, the events they lead to and the acknowledgement in one transaction. Only ticks that were
 * really inserted count, so a batch that comes again changes nothing.
 */
export async function recordBatch(place: RecordingPlace, batch: Batch): Promise<RecordedBatch> {
  const events = pricesOf(batch.events);
  const trades = tradeBatchOf(events);
  const quotes = quoteBatchOf(events);
  await place.calendars.load([...new Set(events.map(({ payload }) => payload.symbol))]);
  await place.partitions.ensure('trades', trades.occurredAt);
  await place.partitions.ensure('quote_ticks', quotes.occurredAt);
  return place.database.transaction(async (sql) => {
    const groups = await insertTicks(sql, events, trades, quotes);
    const changed = groups.changed();
    const updates = changed.length > 0 ? await recordGroups(sql, changed, place) : [];
    await saveLatestQuotes(sql, newestQuotes(events));
    await batch.acknowledgeIn(sql);
    if (updates.length > 0) await place.log.appendIn(sql, updates);
    return { trades: sumOf(changed, (group) => group.trades), quotes: sumOf(changed, (group) => group.quotes) };
  });
}

async function insertTicks(sql: Sql, events: readonly MarketgraphEvent<'PricesReceived'>[], trades: TradeBatch, quotes: QuoteTickBatch) {
  const groups = new PriceGroups(events);
  await saveTickDays(sql, tickDays([trades, quotes], groups));
  forEachNew(await insertTrades(sql, trades), trades.key.length, (index) => groups.addTrade(trades, index));
  forEachNew(await insertQuoteTicks(sql, quotes), quotes.key.length, (index) => groups.addQuote(quotes, index));
  return groups;
}

async function recordGroups(sql: Sql, groups: readonly PriceGroup[], { calendars, pace }: RecordingPlace) {
  const states = await addCounts(sql, groups.map(countDelta));
  const candles = await recordCandles(sql, groups, states, (symbol) => calendars.of(symbol));
  const now = Math.max(...groups.map(({ receivedAt }) => receivedAt));
  return candleEvents(
    candles.filter((candle) => pace.tells(candle, now)),
    groups.map(originOf),
  );
}

function forEachNew(inserted: Inserted, count: number, work: (index: number) => void): void {
  if (inserted !== 'all') for (const index of inserted) work(index);
  else for (let index = 0; index < count; index++) work(index);
}

function countDelta(group: PriceGroup): CountDelta {
  return { ...group, sizeSum: String(group.sizeSum) };
}

function originOf({ symbol, source, provenance, newestAt, receivedAt }: PriceGroup): CandleOrigin {
  return { symbol, source, provenance, newestAt, receivedAt };
}

function tickDays(batches: readonly Pick<TradeBatch, 'symbol' | 'source' | 'occurredAt'>[], groups: PriceGroups) {
  const days = new Map<string, { day: string; source: string; provenance: PriceGroup['provenance'] }>();
  for (const { symbol, source: sources, occurredAt } of batches) {
    let previous = '';
    occurredAt.forEach((at, index) => {
      const source = sources[index] ?? '';
      // Most ticks share the day and source of the one before: 86,400,000 ms make a day.
      const name = `${Math.floor(at / 86_400_000)} ${source}`;
      if (name === previous || days.has(name)) return;
      previous = name;
      const provenance = groups.get(symbol[index] ?? '', source)?.provenance ?? 'LIVE';
      days.set(name, { day: dayOf(at), source, provenance });
    });
  }
  return [...days.values()];
}

/** One per symbol and source: the last one that the log tells. */
function newestQuotes(events: readonly MarketgraphEvent<'PricesReceived'>[]): ReceivedQuote[] {
  const newest = new Map<string, ReceivedQuote>();
  for (const { payload, receivedAt } of events) {
    const { symbol, source, provenance, quote } = payload;
    const known = newest.get(`${symbol} ${source}`);
    if (!known || known.quote.asOf <= quote.asOf) newest.set(`${symbol} ${source}`, { symbol, source, provenance, quote, receivedAt });
  }
  return [...newest.values()];
}

function sumOf<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((sum, item) => sum + read(item), 0);
}
