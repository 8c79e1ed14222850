import { type CandlePart, type CandleTimes, widenParts } from '../domain/candle-fold.ts';
import {
  type CandleClosing,
  type ChangedCandle,
  closeCandles,
  forgetBidsAsLast,
  mergeCandles,
  type OwnedPart,
} from '../storage/candle-writer.ts';
import type { CountState } from '../storage/count-writer.ts';
import type { Sql } from '../storage/sql.ts';
import type { PriceGroup } from './price-groups.ts';

/** Merges what a batch adds into the stored candles of all intervals and closes those whose end has passed. */
export async function recordCandles(
  sql: Sql,
  groups: readonly PriceGroup[],
  states: readonly CountState[],
  timesOf: (symbol: string) => CandleTimes,
): Promise<ChangedCandle[]> {
  const byName = new Map(states.map((state) => [`${state.symbol} ${state.source}`, state]));
  const parts: OwnedPart[] = [];
  const closing: CandleClosing[] = [];
  for (const group of groups) {
    const state = byName.get(`${group.symbol} ${group.source}`);
    if (!state) continue;
    const isFirstTrade = group.trades > 0 && state.tradeCount === group.trades;
    if (isFirstTrade && state.quoteCount > group.quotes) await forgetBidsAsLast(sql, group.symbol, group.source);
    parts.push(...ownedParts(group, state, timesOf(group.symbol)));
    closing.push(state);
  }
  const merged = await mergeCandles(sql, parts);
  return [...merged, ...(await closeCandles(sql, closing))];
}

function ownedParts(group: PriceGroup, state: CountState, times: CandleTimes): OwnedPart[] {
  const { symbol, source } = group;
  const own = (parts: readonly CandlePart[], fromBids = false) =>
    parts.map((part) => ({ symbol, source, part, closed: part.closeTime <= state.newestAt, fromBids }));
  const bids = widenParts(group.bid.parts(), times);
  const isOnlyQuoted = state.tradeCount === 0;
  const last = isOnlyQuoted ? bids.map((part) => ({ ...part, basis: 'LAST' as const })) : widenParts(group.last.parts(), times);
  return [...own(last, isOnlyQuoted), ...own(bids), ...own(widenParts(group.ask.parts(), times))];
}
