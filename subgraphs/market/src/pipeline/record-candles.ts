import type { CandleTimes } from '../domain/candle-fold.ts';
import type { OwnedPart } from '../storage/candle-arrays.ts';
import { type ChangedCandle, forgetBidsAsLast, mergeMinutes, type StoredMinute } from '../storage/candle-writer.ts';
import type { SeriesState } from '../storage/series.ts';
import type { Sql } from '../storage/sql.ts';
import type { PriceGroup } from './price-groups.ts';
import { leavesMinute, rollUp } from './roll-up.ts';

export interface CandleChanges {
  /** Candles that closed, and closed ones that got a new revision. */
  readonly closed: readonly ChangedCandle[];
  /** Minutes that changed and still form; the wider candles that hold them changed as well. */
  readonly forming: readonly StoredMinute[];
  /** Minutes that came late: their wider candles changed, though perhaps no minute that forms. */
  readonly late: readonly StoredMinute[];
}

/** Merges what a batch adds into its minutes, and rolls up those whose end has passed. `states` are from before the batch. */
export async function recordCandles(
  sql: Sql,
  groups: readonly PriceGroup[],
  states: readonly SeriesState[],
  timesOf: (symbol: string) => CandleTimes,
): Promise<CandleChanges> {
  const before = new Map(states.map((state) => [state.id, state]));
  const byId = new Map(groups.map((group) => [group.id, group]));
  const untilOf = (id: number) => Math.max(before.get(id)?.newestAt ?? Number.NEGATIVE_INFINITY, byId.get(id)?.newestAt ?? 0);
  for (const { id, trades } of groups) {
    const state = before.get(id);
    if (trades > 0 && state?.tradeCount === 0 && state.quoteCount > 0) await forgetBidsAsLast(sql, id);
  }
  const parts = groups.flatMap((group) => minuteParts(group, before.get(group.id)));
  const merged = await mergeMinutes(sql, parts);
  const ended = merged.filter((minute) => !minute.closed && minute.closeTime <= untilOf(minute.series));
  const passing = new Set(ended.map(({ series }) => series));
  for (const { id } of groups) if (leavesMinute(before.get(id)?.newestAt ?? null, untilOf(id))) passing.add(id);
  const late = merged.filter(({ closed }) => closed);
  const forming = merged.filter((minute) => !minute.closed && minute.closeTime > untilOf(minute.series));
  const { minutes, wider } = await rollUp(sql, {
    late: partsOf(late, parts),
    begun: forming.filter(({ created }) => created),
    closings: [...passing].map((id) => ({ id, until: untilOf(id) })),
    timesOf: (series) => timesOf(byId.get(series)?.symbol ?? ''),
  });
  return { closed: [...late, ...minutes, ...wider.filter(({ closed }) => closed)], forming, late: [...late, ...minutes] };
}

function minuteParts({ id, last, bid, ask, trades }: PriceGroup, before: SeriesState | undefined): OwnedPart[] {
  const bids = bid.parts();
  const isOnlyQuoted = (before?.tradeCount ?? 0) + trades === 0;
  const lasts = isOnlyQuoted ? bids.map((part) => ({ ...part, basis: 'LAST' as const })) : last.parts();
  const own = (series: number, fromBids: boolean) => (part: OwnedPart['part']) => ({ series, part, closed: false, fromBids });
  return [...lasts.map(own(id, isOnlyQuoted)), ...[...bids, ...ask.parts()].map(own(id, false))];
}

/** The parts that these minutes were merged from. */
function partsOf(minutes: readonly StoredMinute[], parts: readonly OwnedPart[]): OwnedPart[] {
  if (minutes.length === 0) return [];
  const wanted = new Set(minutes.map(({ series, basis, openTime }) => `${series} ${basis} ${openTime}`));
  return parts.filter(({ series, part }) => wanted.has(`${series} ${part.basis} ${part.openTime}`));
}
