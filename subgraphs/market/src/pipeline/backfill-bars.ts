import type { Log } from '@marketgraph/bus';
import type { Interval } from '@marketgraph/vocabulary';
import type { Candle } from '../domain/candle.ts';
import { type CandlePart, type CandleTimes, mergeParts } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { type BackfilledFile, saveBackfillPosition } from '../storage/backfill-positions.ts';
import { type Bar, writeBars } from '../storage/bar-writer.ts';
import type { Sql } from '../storage/sql.ts';
import type { Backfilled } from './backfill-ticks.ts';
import { lockBarOwner } from './bar-owner.ts';
import { closeSeries, isFed } from './finish-backfill.ts';

/** A line of a file of bars, at its place on the instrument's calendar. */
export interface BarLine {
  readonly line: number;
  readonly bars: readonly Bar[];
}

export interface BarFile {
  readonly file: BackfilledFile;
  readonly times: CandleTimes;
  /** A series that is only quoted has its bids as LAST as well. */
  readonly isQuotedOnly: boolean;
}

export interface BarsPlace {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn'>;
  readonly now: number;
}

/** Bars where there is no candle yet, the wider candles they add to, and the position in one transaction. */
export async function backfillBars(
  { database, log, now }: BarsPlace,
  { file, times, isQuotedOnly }: BarFile,
  lines: readonly BarLine[],
): Promise<Backfilled> {
  const bars = withLast(
    lines.flatMap((line) => line.bars),
    isQuotedOnly,
  );
  const until = Math.max(...bars.map(({ closeTime }) => closeTime));
  return database.transaction(async (sql) => {
    const owner = await lockBarOwner(sql, file.series);
    const series = owner?.series ?? null;
    // The minute that forms holds the newest time: a later bar ends it, but of a feed there may be more to come.
    const isEnded = series !== null && !isFed(series) && until > (series.newestAt ?? 0);
    const closed = isEnded ? await closeSeries(sql, { series, times, until, now }) : [];
    const place = { series: series?.id ?? file.series, times, fromBids: isQuotedOnly, until: Math.max(until, series?.newestAt ?? 0) };
    let added = 0;
    const counted = bars.filter((bar) => owner?.counts(bar));
    for (const own of Map.groupBy(counted, ({ basis }) => basis).values()) added += await writeBars(sql, place, own);
    await saveBackfillPosition(sql, file, { line: lines.at(-1)?.line ?? 0, finished: false });
    if (closed.length > 0) await log.appendIn(sql, closed);
    return { added, known: bars.length - added, newestAt: until };
  });
}

function withLast(bars: readonly Bar[], isQuotedOnly: boolean): readonly Bar[] {
  if (!isQuotedOnly) return bars;
  return [...bars, ...bars.filter(({ basis }) => basis === 'BID').map((bar) => ({ ...bar, basis: 'LAST' as const }))];
}

/** The minutes that bars of seconds make. A minute must not be cut in two. */
export function minutesOfSeconds(lines: readonly BarLine[], times: CandleTimes): BarLine[] {
  const line = lines.at(-1)?.line ?? 0;
  const seconds = lines.flatMap(({ bars }) => bars.map(secondPart));
  const byBasis = [...Map.groupBy(seconds, ({ basis }) => basis).values()];
  return [{ line, bars: byBasis.flatMap((own) => mergeParts(own, 'ONE_MINUTE', times).map(barOf)) }];
}

function secondPart({ turnover, ...bar }: Bar): CandlePart {
  const [volumes, turnovers] = [new DecimalSum(), new DecimalSum()];
  volumes.add(bar.volume);
  if (turnover === null) turnovers.addProduct(bar.close, bar.volume);
  else turnovers.add(turnover);
  const ends = { openAt: bar.openTime, openKey: 0, closeAt: bar.closeTime - 1, closeKey: 0 };
  return { ...bar, ...ends, volume: volumes, turnover: turnovers, priced: 2 };
}

function barOf({ basis, interval, openTime, closeTime, open, high, low, close, volume, turnover, tradeCount }: CandlePart): Bar {
  const candle: Candle = { basis, interval, openTime, closeTime, open, high, low, close, volume: String(volume), tradeCount };
  return { ...candle, turnover: String(turnover) };
}

/** Where a bar of an interval lies; null where its time is not the beginning of one. */
export function barBounds(
  interval: Interval,
  { at, isDate }: { at: number; isDate: boolean },
  times: CandleTimes,
): { openTime: number; closeTime: number } | null {
  // Noon of the date is on that date wherever a venue is, but for the far Pacific.
  const instant = isDate ? at + NOON_MS : at;
  const openTime = isDate && (interval === 'ONE_WEEK' || interval === 'ONE_MONTH') ? at : times.openTime(interval, instant);
  if (times.openTime(interval, openTime) !== openTime || (!isDate && openTime !== at)) return null;
  return { openTime, closeTime: times.closeTime(interval, openTime) };
}

const NOON_MS = 12 * 3_600_000;
