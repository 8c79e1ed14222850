import { DAY_MS, type Interval, type PriceBasis, priceBases } from '@marketgraph/vocabulary';
import { type CandleDrift, driftOf, type Ended, type StoredCandle, type TrueCandle } from '../domain/candle-drift.ts';
import type { CandleTimes } from '../domain/candle-fold.ts';
import { isBar } from './bar-keys.ts';
import type { Sql } from './sql.ts';
import { partOf, readStoredCandles, type TimeRange } from './stored-candles.ts';
import { type MinuteTruth, nameOf, type TrueMinutes, type TruePart, trueMinutes, trueWider } from './true-candles.ts';

/** Checked from their minutes. */
export const upToDays = ['FIVE_MINUTES', 'FIFTEEN_MINUTES', 'THIRTY_MINUTES', 'ONE_HOUR', 'FOUR_HOURS', 'ONE_DAY'] as const;
/** Checked from their hours, which they always hold whole. */
export const beyondDays = ['ONE_WEEK', 'ONE_MONTH'] as const;

export interface CandleCheck {
  readonly drifts: CandleDrift[];
  readonly checked: number;
  /** Rows that nothing stored can tell the truth of: made of a provider's bars, or of ticks that were dropped. */
  readonly unknown: number;
}

/** Everything up to days that opens within the range, against the ticks of its time. The snapshot that `sql` reads must be one. */
export async function checkCandles(sql: Sql, truth: MinuteTruth, times: CandleTimes, range: TimeRange): Promise<CandleCheck> {
  const to = Math.max(...upToDays.map((interval) => times.closeTime(interval, times.openTime(interval, range.to - 1))));
  const stored = await readStoredCandles(sql, truth.series.id, ['ONE_MINUTE', ...upToDays], { from: range.from, to });
  const isMinute = ({ interval }: StoredCandle) => interval === 'ONE_MINUTE';
  const minutes = await trueMinutes(sql, truth, stored.filter(isMinute), { from: range.from, to });
  const truths = [...minuteTruths(minutes), ...upToDays.flatMap((interval) => widerTruths(minutes.byBasis, interval, times))];
  const isAsked = (openTime: number) => openTime >= range.from && openTime < range.to;
  const isFree = freeOfBars(stored);
  const isKnown: KnownCandle = (candle) => (candle.interval === 'ONE_MINUTE' ? minutes.isKnown(candle) : isFree(candle));
  return compareCandles(
    stored.filter(({ openTime }) => isAsked(openTime)),
    truths.filter(({ part }) => isAsked(part.openTime)),
    isKnown,
    truth.ended,
  );
}

/** Weeks and months that open within the range, against the hours they hold; `mended` has hours that are known better than stored. */
export async function checkLongCandles(
  sql: Sql,
  truth: MinuteTruth,
  times: CandleTimes,
  range: TimeRange,
  mended: ReadonlyMap<string, TrueCandle | null> = new Map(),
): Promise<CandleCheck> {
  const stored = await readStoredCandles(sql, truth.series.id, beyondDays, range);
  const to = Math.max(
    range.to,
    ...stored.map(({ closeTime }) => closeTime),
    ...beyondDays.map((interval) => times.closeTime(interval, range.to - 1)),
  );
  const shorter = await readStoredCandles(sql, truth.series.id, ['ONE_HOUR', 'FOUR_HOURS', 'ONE_DAY'], { from: range.from, to });
  const isHour = ({ interval }: StoredCandle) => interval === 'ONE_HOUR';
  const hours = shorter.filter(isHour);
  const forming = await readForming(sql, truth, { from: range.from, to });
  const parts = partsOfHours(hours, mended, forming);
  const truths = beyondDays.flatMap((interval) => widerTruths(parts, interval, times));
  const isAsked = (openTime: number) => openTime >= range.from && openTime < range.to;
  return compareCandles(
    stored,
    truths.filter(({ part }) => isAsked(part.openTime)),
    freeOfBars([...stored, ...shorter.filter((row) => !isHour(row))]),
    truth.ended,
  );
}

/** Which candle is asked about. */
type KnownCandle = (candle: Pick<StoredCandle, 'basis' | 'interval' | 'openTime' | 'closeTime'>) => boolean;

/** Of wider candles those that hold no bar: what that was made of nobody knows. Bars of minutes are among the minutes. */
export function freeOfBars(stored: readonly StoredCandle[]): KnownCandle {
  const bars = stored.filter((row) => row.interval !== 'ONE_MINUTE' && isBar(row));
  return ({ basis, openTime, closeTime }) =>
    !bars.some((bar) => bar.basis === basis && bar.openTime >= openTime && bar.closeTime <= closeTime);
}

async function readForming(sql: Sql, { series, ended }: MinuteTruth, range: TimeRange): Promise<StoredCandle[]> {
  const from = Math.max(range.from, (series.newestAt ?? 0) - DAY_MS);
  const minutes = await readStoredCandles(sql, series.id, ['ONE_MINUTE'], { from, to: range.to });
  return minutes.filter(({ closed, closeTime }) => !closed && closeTime > ended.surely);
}

type PartsByBasis = Readonly<Record<PriceBasis, readonly TruePart[]>>;

function partsOfHours(
  hours: readonly StoredCandle[],
  mended: ReadonlyMap<string, TrueCandle | null>,
  forming: readonly StoredCandle[],
): PartsByBasis {
  const of = (basis: PriceBasis): TruePart[] => {
    const [minute] = forming.filter((candle) => candle.basis === basis);
    const known = hours.filter((hour) => hour.basis === basis && !mended.has(nameOf(hour))).map(trueOf);
    const better = [...mended.values()].flatMap((hour) => (hour?.part.basis === basis ? [hour] : []));
    // An hour that was opened by the minute that forms holds nothing else yet, unless closed minutes added volume without prices.
    const closed = [...known, ...better].filter(({ part }) => !minute || part.openAt < minute.openTime || part.tradeCount > 0);
    return [...closed.map((hour) => ({ ...hour, closed: true })), ...(minute ? [{ ...trueOf(minute), closed: false }] : [])];
  };
  return { LAST: of('LAST'), BID: of('BID'), ASK: of('ASK') };
}

function trueOf(row: StoredCandle) {
  return { part: partOf(row), fromBids: row.fromBids };
}

export function minuteTruths({ byBasis }: TrueMinutes): TrueCandle[] {
  return priceBases.flatMap((basis) => byBasis[basis].map(({ part, fromBids }) => ({ part, fromBids, forming: null })));
}

function widerTruths(parts: PartsByBasis, interval: Interval, times: CandleTimes): TrueCandle[] {
  return priceBases.flatMap((basis) => [...trueWider(parts[basis], interval, times).values()]);
}

/** Every row against what it should hold. */
export function compareCandles(
  stored: readonly StoredCandle[],
  truths: readonly TrueCandle[],
  isKnown: KnownCandle,
  ended: Ended,
): CandleCheck {
  const truthOf = new Map(truths.map((candle) => [nameOf(candle.part), candle]));
  const rowOf = new Map(stored.map((row) => [nameOf(row), row]));
  const drifts: CandleDrift[] = [];
  let unknown = 0;
  for (const [name, row] of rowOf) {
    if (!isKnown(row)) unknown += 1;
    else drifts.push(...asList(driftOf(row, truthOf.get(name), ended)));
  }
  for (const [name, truth] of truthOf) {
    if (!rowOf.has(name) && isKnown(truth.part)) drifts.push(...asList(driftOf(undefined, truth, ended)));
  }
  return { drifts, checked: rowOf.size - unknown, unknown };
}

function asList(drift: CandleDrift | null): CandleDrift[] {
  return drift ? [drift] : [];
}
