import type { Batch, Log } from '@marketgraph/bus';
import type { CandlePace } from '../domain/candle-pace.ts';
import type { ReceivedQuote } from '../domain/quote-board.ts';
import { saveLatestQuotes } from '../storage/quote-store.ts';
import { batchOf, type PricesReceived, pricesOf } from './batch-columns.ts';
import { candleEvents } from './candle-events.ts';
import { formingChanges } from './forming-candles.ts';
import { type RecordedTicks, recordTicks, type TickPlace } from './record-ticks.ts';

export interface RecordingPlace extends TickPlace {
  readonly log: Pick<Log, 'appendIn'>;
  readonly pace: CandlePace;
}

export interface RecordedBatch {
  readonly trades: number;
  readonly quotes: number;
}

/** Ticks, counts, candles, latest quotes, the events they lead to and the acknowledgement in one transaction. */
export async function recordBatch(place: RecordingPlace, batch: Batch): Promise<RecordedBatch> {
  const events = pricesOf(batch.events);
  const { groups } = await recordTicks(place, batchOf(events), async (sql, { groups: changed, candles }) => {
    const forming = changed.length > 0 ? await formingChanges(sql, changed, candles, place.pace) : [];
    await saveLatestQuotes(sql, newestQuotes(events));
    await batch.acknowledgeIn(sql);
    const told = candleEvents([...candles.closed, ...forming], changed);
    if (told.length > 0) await place.log.appendIn(sql, told);
  });
  return { trades: sumOf(groups, 'trades'), quotes: sumOf(groups, 'quotes') };
}

/** One per symbol and source: the last one that the log tells. */
function newestQuotes(events: readonly PricesReceived[]): ReceivedQuote[] {
  const newest = new Map<string, ReceivedQuote>();
  for (const { payload, receivedAt } of events) {
    const { symbol, source, provenance, quote } = payload;
    const known = newest.get(`${symbol} ${source}`);
    if (!known || known.quote.asOf <= quote.asOf) newest.set(`${symbol} ${source}`, { symbol, source, provenance, quote, receivedAt });
  }
  return [...newest.values()];
}

function sumOf(groups: RecordedTicks['groups'], kind: 'trades' | 'quotes'): number {
  return groups.reduce((sum, group) => sum + group[kind], 0);
}
