import { MINUTE_MS } from '@marketgraph/vocabulary';
import type { CandleTimes } from '../domain/candle-fold.ts';
import type { ChangedCandle } from '../storage/candle-writer.ts';
import { applyCorrections, type CorrectedTrade, readNamed, tellCorrections } from '../storage/correction-writer.ts';
import { rebuildMinutes, rebuildWider } from '../storage/rebuild-candles.ts';
import type { SeriesState } from '../storage/series.ts';
import type { Sql } from '../storage/sql.ts';
import type { TickBatch } from '../storage/tick-batch.ts';
import { PriceGroup } from './price-groups.ts';
import type { CandleChanges } from './record-candles.ts';

/** What the batch has changed so far. */
interface Changes {
  readonly groups: readonly PriceGroup[];
  readonly candles: CandleChanges;
}

/** The batch in its transaction, after its ticks, counts and candles. */
export interface CorrectionPlace {
  readonly batch: TickBatch;
  readonly ids: readonly number[];
  /** From before the batch. */
  readonly states: readonly SeriesState[];
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
  let changed = recorded;
  for (const [id, trades] of corrected) changed = await rebuild(sql, place, changed, { id, trades });
  return changed;
}

/** What the batch itself changed of the series is read again: its candles may have changed twice, or be gone. */
async function rebuild(
  sql: Sql,
  place: CorrectionPlace,
  { groups, candles }: Changes,
  { id, trades }: { id: number; trades: readonly CorrectedTrade[] },
): Promise<Changes> {
  const group = groups.find((one) => one.id === id) ?? groupOf(place, id);
  const minutes = [...new Set(trades.map(({ at }) => Math.floor(at / MINUTE_MS) * MINUTE_MS))];
  const rebuilt = [...(await rebuildMinutes(sql, id, minutes)), ...(await rebuildWider(sql, id, minutes, place.timesOf(group.symbol)))];
  const isOwn = ({ series }: Pick<ChangedCandle, 'series'>) => series === id;
  const isOther = ({ series }: Pick<ChangedCandle, 'series'>) => series !== id;
  const told = [...candles.closed.filter(isOwn), ...candles.forming.filter(isOwn), ...rebuilt];
  const names = new Map(told.map((candle) => [`${candle.interval} ${candle.basis} ${candle.openTime}`, candle]));
  return {
    groups: groups.includes(group) ? groups : [...groups, group],
    candles: {
      closed: [...candles.closed.filter(isOther), ...(await readNamed(sql, id, [...names.values()]))],
      forming: candles.forming.filter(isOther),
      late: [...candles.late, ...candles.forming.filter(isOwn)],
    },
  };
}

/** Of a series that the batch told nothing else of: its event time stays. */
function groupOf({ batch, ids, states }: CorrectionPlace, id: number): PriceGroup {
  const of = ids.indexOf(id);
  const { symbol = '', source = '', provenance = 'LIVE' } = batch.series[of] ?? {};
  const group = new PriceGroup(id, symbol, source, provenance);
  group.newestAt = states.find((state) => state.id === id)?.newestAt ?? 0;
  const receivedAt = batch.corrections?.receivedAt.filter((_, index) => batch.corrections?.of[index] === of) ?? [];
  group.receivedAt = receivedAt.reduce((a, b) => Math.max(a, b), 0);
  return group;
}
