import type { Batch, Log } from '@marketgraph/bus';
import type { CandlePace } from '../domain/candle-pace.ts';
import type { ReceivedQuote } from '../domain/quote-board.ts';
import { saveLatestQuotes } from '../storage/quote-store.ts';
import type { Sql } from '../storage/sql.ts';
import { batchOf, type PricesReceived, pricesOf, sourceChangesOf } from './batch-columns.ts';
import { sourcesIn } from './change-sources.ts';
import { formingChanges } from './forming-candles.ts';
import { gapsOf, recordGaps } from './record-gaps.ts';
import { candlesOf, recordProviderCandles } from './record-provider-candles.ts';
import { type RecordedTicks, recordTicks, type TickPlace } from './record-ticks.ts';
import { tellCandles } from './tell-candles.ts';

export interface RecordingPlace extends TickPlace {
  readonly log: Pick<Log, 'appendIn'>;
  readonly pace: CandlePace;
}

export interface RecordedBatch {
  readonly trades: number;
  readonly quotes: number;
  /** A provider's own. */
  readonly candles: number;
}

/**
 * Ticks, counts, candles, providers' candles, active sources, gaps, latest quotes, the events they lead to and the acknowledgement in one
 * transaction.
 */
export async function recordBatch(place: RecordingPlace, batch: Batch): Promise<RecordedBatch> {
  const [events, received, changes] = [pricesOf(batch.events), candlesOf(batch.events), sourceChangesOf(batch.events)];
  let added = 0;
  const alsoIn = async (sql: Sql, { candles, origins }: RecordedTicks) => {
    const forming = origins.length > 0 ? await formingChanges(sql, origins, candles, place.pace) : [];
    await saveLatestQuotes(sql, newestQuotes(events));
    const changed = await recordGaps(sql, gapsOf(batch.events), { candles: [...candles.closed, ...forming], origins });
    const provided = await recordProviderCandles(sql, received, (symbol) => place.calendars.of(symbol));
    added = provided.candles;
    const told = [...(await tellCandles(sql, changed)), ...provided.events];
    await batch.acknowledgeIn(sql);
    if (told.length > 0) await place.log.appendIn(sql, told);
  };
  const others = [...received.map(({ payload }) => payload), ...sourcesIn(changes)];
  const { groups } = await recordTicks(place, batchOf(events, others), alsoIn, changes);
  return { trades: sumOf(groups, 'trades'), quotes: sumOf(groups, 'quotes'), candles: added };
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
