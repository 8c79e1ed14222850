import { MINUTE_MS, type PriceBasis, priceBases } from '@marketgraph/vocabulary';
import { type CandleDrift, driftOf } from '../domain/candle-drift.ts';
import type { CandleTimes } from '../domain/candle-fold.ts';
import { beyondDays, checkLongCandles, compareCandles, freeOfBars, minuteTruths, upToDays } from './candle-check.ts';
import { repairCandles } from './candle-repair.ts';
import type { ChangedCandle } from './candle-writer.ts';
import { seriesFacts } from './series-facts.ts';
import { readLine } from './source-lines.ts';
import type { Sql } from './sql.ts';
import { partOf, readStoredCandles, type TimeRange } from './stored-candles.ts';
import { type MinuteTruth, nameOf, trueMinutes, trueWider } from './true-candles.ts';

/**
 * Makes minutes anew from the ticks that are stored, where they differ. In a transaction that has locked the series; minutes made of
 * a provider's bars, and those whose ticks were dropped, stay. `now`: what the clock may have closed; all that is closed when left out.
 */
export async function rebuildMinutes(sql: Sql, seriesId: number, minutes: readonly number[], now?: number): Promise<ChangedCandle[]> {
  const truth = await truthOf(sql, seriesId, now);
  if (!truth) return [];
  const drifts: CandleDrift[] = [];
  for (const range of rangesOf(minutes)) drifts.push(...(await minuteDrifts(sql, truth, range)));
  return repairCandles(sql, seriesId, drifts, truth.ended);
}

/** Makes the wider candles that hold these minutes anew from the minutes that are stored, where they differ. As above. */
export async function rebuildWider(
  sql: Sql,
  seriesId: number,
  minutes: readonly number[],
  times: CandleTimes,
  now?: number,
): Promise<ChangedCandle[]> {
  const changed = await rebuildUpToDays(sql, seriesId, minutes, times, now);
  return [...changed, ...(await rebuildLong(sql, seriesId, minutes, times, now))];
}

/** The wider candles but weeks and months. */
export async function rebuildUpToDays(
  sql: Sql,
  seriesId: number,
  minutes: readonly number[],
  times: CandleTimes,
  now?: number,
): Promise<ChangedCandle[]> {
  const truth = await truthOf(sql, seriesId, now);
  if (!truth) return [];
  // A candle of four hours may belong to two days of its venue.
  const drifts = new Map<string, CandleDrift>();
  for (const within of Map.groupBy(minutes, (minute) => times.openTime('ONE_DAY', minute)).values()) {
    for (const drift of await widerDrifts(sql, truth, within, times))
      drifts.set(`${drift.interval} ${drift.basis} ${drift.openTime}`, drift);
  }
  return repairCandles(sql, seriesId, [...drifts.values()], truth.ended);
}

/** Weeks and months, from hours that are right. */
export async function rebuildLong(
  sql: Sql,
  seriesId: number,
  minutes: readonly number[],
  times: CandleTimes,
  now?: number,
): Promise<ChangedCandle[]> {
  const truth = await truthOf(sql, seriesId, now);
  if (!truth) return [];
  const opens = new Set(beyondDays.flatMap((interval) => minutes.map((minute) => times.openTime(interval, minute))));
  const drifts: CandleDrift[] = [];
  for (const open of opens) drifts.push(...(await checkLongCandles(sql, truth, times, { from: open, to: open + 1 })).drifts);
  return repairCandles(sql, seriesId, drifts, truth.ended);
}

async function minuteDrifts(sql: Sql, truth: MinuteTruth, range: TimeRange): Promise<CandleDrift[]> {
  const stored = await readStoredCandles(sql, truth.series.id, ['ONE_MINUTE'], range);
  const minutes = await trueMinutes(sql, truth, stored, range);
  return compareCandles(stored, minuteTruths(minutes), minutes.isKnown, truth.ended).drifts;
}

/** Minutes of one day. A candle of four hours may begin before the day and end after it. */
async function widerDrifts(sql: Sql, truth: MinuteTruth, minutes: readonly number[], times: CandleTimes): Promise<CandleDrift[]> {
  const bounds = upToDays.flatMap((interval) =>
    minutes.map((minute) => ({ from: times.openTime(interval, minute), to: times.closeTime(interval, minute) })),
  );
  const range = { from: least(bounds.map(({ from }) => from)), to: greatest(bounds.map(({ to }) => to)) };
  const stored = await readStoredCandles(sql, truth.series.id, ['ONE_MINUTE', ...upToDays], range);
  const rows = new Map(stored.map((row) => [nameOf(row), row]));
  const isFree = freeOfBars(stored);
  const parts = (basis: PriceBasis) =>
    stored
      .filter((row) => row.interval === 'ONE_MINUTE' && row.basis === basis)
      .map((row) => ({ part: partOf(row), closed: row.closed, fromBids: row.fromBids }));
  return priceBases.flatMap((basis) => {
    const own = parts(basis);
    return upToDays.flatMap((interval) => {
      const truths = trueWider(own, interval, times);
      const opens = new Set(minutes.map((minute) => times.openTime(interval, minute)));
      const known = [...opens].filter((openTime) => isFree({ basis, interval, openTime, closeTime: times.closeTime(interval, openTime) }));
      return known.flatMap((openTime) => driftOf(rows.get(nameOf({ interval, basis, openTime })), truths.get(openTime), truth.ended) ?? []);
    });
  });
}

async function truthOf(sql: Sql, seriesId: number, now = Number.POSITIVE_INFINITY): Promise<MinuteTruth | null> {
  const series = await seriesFacts(sql, seriesId);
  if (!series) return null;
  const ended = { surely: series.newestAt ?? Number.NEGATIVE_INFINITY, perhaps: now };
  return { series, line: await readLine(sql, series.line), isTraded: series.tradeCount > 0, ended };
}

/** Minutes that follow each other are read at once. */
function rangesOf(minutes: readonly number[]): TimeRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const minute of [...new Set(minutes)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === minute) last.to = minute + MINUTE_MS;
    else ranges.push({ from: minute, to: minute + MINUTE_MS });
  }
  return ranges;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
