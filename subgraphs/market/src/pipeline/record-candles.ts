import { MINUTE_MS } from '@marketgraph/vocabulary';
import { type CandleTimes, mergeParts } from '../domain/candle-fold.ts';
import { candleArrays, type OwnedPart } from '../storage/candle-arrays.ts';
import { type ChangedCandle, forgetBidsAsLast, type MinuteName, mergeMinutes, readMinutes } from '../storage/candle-writer.ts';
import type { SeriesState } from '../storage/series.ts';
import type { PreparingSql } from '../storage/sql.ts';
import type { PriceGroup } from './price-groups.ts';
import { rollUp } from './roll-up.ts';

export interface CandleChanges {
  /** Candles that closed, and closed ones that got a new revision. */
  readonly closed: readonly ChangedCandle[];
  /** Minutes that changed and still form; the wider candles that hold them changed as well. */
  readonly forming: readonly FormingMinute[];
  /** Minutes that closed or came late: their wider candles changed, though perhaps no minute that forms. */
  readonly late: readonly MinuteName[];
}

export interface FormingMinute extends MinuteName {
  readonly interval: 'ONE_MINUTE';
}

/** What a batch does to candles, as far as it is known without asking: made while Postgres is busy with the ticks. */
export interface CandlePlan {
  readonly states: ReadonlyMap<number, SeriesState>;
  readonly symbols: ReadonlyMap<number, string>;
  /** How far the event time of those whose candles they are has come. */
  readonly until: ReadonlyMap<number, number>;
  /** Series without alternatives whose LAST was made of bids so far. */
  readonly nowTraded: readonly number[];
  readonly parts: readonly OwnedPart[];
  /** The same as arrays. */
  readonly arrays: readonly string[];
}

/** `states` are from before the batch. */
export function planCandles(groups: readonly PriceGroup[], states: readonly SeriesState[]): CandlePlan {
  const before = new Map(states.map((state) => [state.id, state]));
  const all = groups.flatMap((group) => minuteParts(group, before.get(group.id)));
  const parts = groups.some(({ owner }) => owner.line !== null) ? oneForEach(all) : all;
  return {
    states: before,
    symbols: new Map(groups.map(({ owner, symbol }) => [owner.id, symbol])),
    until: eventTimes(groups, before),
    nowTraded: groups.flatMap((group) => (group.owner.line === null && isNowTraded(group, before.get(group.id)) ? [group.id] : [])),
    parts,
    arrays: candleArrays(parts),
  };
}

function eventTimes(groups: readonly PriceGroup[], before: ReadonlyMap<number, SeriesState>): Map<number, number> {
  const until = new Map<number, number>();
  for (const { owner, counted } of groups) {
    const known = until.get(owner.id) ?? before.get(owner.id)?.newestAt ?? counted.newestAt;
    const newest = Math.max(known, counted.newestAt);
    if (Number.isFinite(newest)) until.set(owner.id, newest);
  }
  return until;
}

/** Two sources of a line may add to the same minute, which one statement changes once. */
function oneForEach(parts: readonly OwnedPart[]): readonly OwnedPart[] {
  const byName = Map.groupBy(parts, ({ series, part: { basis, openTime } }) => nameOf({ series, basis, openTime }));
  if (byName.size === parts.length) return parts;
  return [...byName.values()].flatMap((own) => {
    const merged = mergeParts(
      own.map(({ part }) => part),
      'ONE_MINUTE',
      minuteTimes,
    );
    return merged.map((part) => ({ series: own[0]?.series ?? 0, part, closed: false, fromBids: own.some((one) => one.fromBids) }));
  });
}

const minuteTimes: CandleTimes = { openTime: (_, at) => at, closeTime: (_, openTime) => openTime + MINUTE_MS };

/** Merges what a batch adds into its minutes, and rolls up those whose end has passed. */
export async function recordCandles(sql: PreparingSql, plan: CandlePlan, timesOf: (symbol: string) => CandleTimes): Promise<CandleChanges> {
  const { states, symbols, until, parts } = plan;
  const forms = ({ series, part }: OwnedPart) => part.closeTime > (until.get(series) ?? 0);
  for (const id of plan.nowTraded) await forgetBidsAsLast(sql, id);
  const merged = parts.length > 0 ? await mergeMinutes(sql, plan.arrays) : [];
  const begun = partsOf(
    merged.filter(({ closed }) => !closed),
    parts,
  );
  const late = merged.filter(({ closed }) => closed);
  // A minute that begins behind event time ends at once.
  const passing = new Set(begun.flatMap((part) => (forms(part) ? [] : [part.series])));
  for (const [id, after] of until) if (leavesMinute(states.get(id)?.newestAt ?? null, after)) passing.add(id);
  const { minutes, wider } = await rollUp(sql, {
    late: partsOf(late, parts),
    begun: begun.filter(forms),
    closings: [...passing].map((id) => ({ id, until: until.get(id) ?? 0 })),
    timesOf: (series) => timesOf(symbols.get(series) ?? ''),
  });
  return {
    closed: [...(await readMinutes(sql, late)), ...minutes, ...wider.filter(({ closed }) => closed)],
    forming: parts.filter(forms).map(formingMinute).filter(notIn(late)),
    late: [...late, ...minutes],
  };
}

/** Whether this batch brings the first trades of what was only quoted so far. */
export function isNowTraded({ trades }: PriceGroup, state: SeriesState | undefined): boolean {
  return trades > 0 && state?.tradeCount === 0 && state.quoteCount > 0;
}

/** Whether event time left a minute. */
function leavesMinute(before: number | null, after: number): boolean {
  return before === null || Math.floor(before / MINUTE_MS) < Math.floor(after / MINUTE_MS);
}

function formingMinute({ series, part: { basis, openTime } }: OwnedPart): FormingMinute {
  return { series, basis, interval: 'ONE_MINUTE', openTime };
}

function notIn(minutes: readonly MinuteName[]): (minute: MinuteName) => boolean {
  const names = new Set(minutes.map(nameOf));
  return (minute) => names.size === 0 || !names.has(nameOf(minute));
}

function nameOf({ series, basis, openTime }: MinuteName): string {
  return `${series} ${basis} ${openTime}`;
}

function minuteParts({ owner, last, bid, ask, trades }: PriceGroup, before: SeriesState | undefined): OwnedPart[] {
  const bids = bid.parts();
  const isOnlyQuoted = (before?.tradeCount ?? 0) + trades === 0;
  const lasts = isOnlyQuoted ? bids.map((part) => ({ ...part, basis: 'LAST' as const })) : last.parts();
  const own = (series: number, fromBids: boolean) => (part: OwnedPart['part']) => ({ series, part, closed: false, fromBids });
  return [...lasts.map(own(owner.id, isOnlyQuoted)), ...[...bids, ...ask.parts()].map(own(owner.id, false))];
}

/** The parts that these minutes were merged from. */
function partsOf(minutes: readonly MinuteName[], parts: readonly OwnedPart[]): OwnedPart[] {
  if (minutes.length === 0) return [];
  const wanted = new Set(minutes.map(nameOf));
  return parts.filter(({ series, part: { basis, openTime } }) => wanted.has(nameOf({ series, basis, openTime })));
}
