import { MINUTE_MS } from '@marketgraph/vocabulary';
import type { CandleTimes } from '../domain/candle-fold.ts';
import { activeAt } from '../domain/source-spans.ts';
import { applyCorrections, type CorrectedTrade, tellCorrections } from '../storage/correction-writer.ts';
import type { SeriesState } from '../storage/series.ts';
import { addLineCounts, findLastCounted } from '../storage/source-lines.ts';
import type { Sql } from '../storage/sql.ts';
import type { TickBatch } from '../storage/tick-batch.ts';
import { type CandleOwner, PriceGroup } from './price-groups.ts';
import type { CandleChanges } from './record-candles.ts';
import { remakeCandles } from './remake-candles.ts';

/** What the batch has changed so far. */
export interface Changes {
  readonly groups: readonly PriceGroup[];
  readonly candles: CandleChanges;
}

/** The batch in its transaction, after its ticks, counts and candles. */
export interface CorrectionPlace {
  readonly batch: TickBatch;
  readonly ids: readonly number[];
  /** From before the batch. */
  readonly states: readonly SeriesState[];
  ownerOf(id: number): CandleOwner;
  timesOf(symbol: string): CandleTimes;
}

/**
 * Applies the batch's corrections, and those that waited for its trades, exactly once; counts follow, and the candles of those trades are
 * made anew from the ticks that hold. A batch without any, of series that wait for none, costs nothing.
 */
export async function correctTrades(sql: Sql, place: CorrectionPlace, recorded: Changes): Promise<Changes> {
  const { batch, ids, states } = place;
  const told = batch.corrections;
  if (told) await tellCorrections(sql, ids, told);
  const traded = new Set(recorded.groups.filter(({ trades }) => trades > 0).map(({ id }) => id));
  const waiting = states.filter(({ id, correctionsWaiting }) => correctionsWaiting > 0 && traded.has(id)).map(({ id }) => id);
  const series = new Set([...waiting, ...(told?.of.map((of) => ids[of] ?? 0) ?? [])]);
  if (series.size === 0) return recorded;
  const corrected = Map.groupBy(await applyCorrections(sql, [...series]), (trade) => trade.series);
  let { groups, candles } = recorded;
  for (const [id, trades] of corrected) {
    const known = groups.find((one) => one.id === id);
    const group = known ?? groupOf(place, id);
    if (!known) groups = [...groups, group];
    await countLine(sql, group, trades);
    const minutes = trades.map(({ at }) => Math.floor(at / MINUTE_MS) * MINUTE_MS);
    candles = await remakeCandles(sql, candles, { owner: group.owner.id, minutes, times: place.timesOf(group.symbol) });
  }
  return { groups, candles };
}

/** Of a line only those that count. */
async function countLine(sql: Sql, { id, owner: { line } }: PriceGroup, trades: readonly CorrectedTrade[]): Promise<void> {
  if (!line) return;
  const counted = trades.filter(({ at }) => activeAt(line.spans, at) === id);
  if (counted.length === 0) return;
  const delta = counted.reduce((sum, trade) => sum + trade.trades, 0);
  await addLineCounts(sql, [{ line: line.id, trades: delta, lastTradeAt: null, newestAt: null }]);
  await findLastCounted(sql, line);
}

/** Of a series that the batch told nothing else of: its event time stays. */
function groupOf({ batch, ids, states, ownerOf }: CorrectionPlace, id: number): PriceGroup {
  const of = ids.indexOf(id);
  const { symbol = '', source = '', provenance = 'LIVE' } = batch.series[of] ?? {};
  const group = new PriceGroup(id, symbol, source, provenance, ownerOf(id));
  group.newestAt = states.find((state) => state.id === group.owner.id)?.newestAt ?? 0;
  const receivedAt = batch.corrections?.receivedAt.filter((_, index) => batch.corrections?.of[index] === of) ?? [];
  group.receivedAt = receivedAt.reduce((a, b) => Math.max(a, b), 0);
  return group;
}
