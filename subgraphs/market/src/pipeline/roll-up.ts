import { type CandleTimes, widenParts } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import type { OwnedPart } from '../storage/candle-arrays.ts';
import {
  addMissingCandles,
  type ChangedCandle,
  closeMinutes,
  closeWider,
  mergeWider,
  partOf,
  type SeriesClosing,
  type StoredMinute,
} from '../storage/candle-writer.ts';
import type { Sql } from '../storage/sql.ts';

/** What changed of some series: wider candles are told what of it concerns them. */
export interface MinuteChanges {
  /** What was added to minutes that had been closed before. */
  readonly late: readonly OwnedPart[];
  /** What new minutes begin with that still form. */
  readonly begun: readonly OwnedPart[];
  /** How far the event time of series has come that may have passed the end of a minute. */
  readonly closings: readonly SeriesClosing[];
  timesOf(series: number): CandleTimes;
}

export interface RolledUp {
  readonly minutes: readonly StoredMinute[];
  /** Those that form hold closed minutes only. */
  readonly wider: readonly ChangedCandle[];
}

/**
 * Closes minutes and adds them, whole, to the eight wider candles that hold them; then closes those. What comes late for a closed minute
 * goes to the wider ones at once. So a wider row always holds exactly the closed minutes of its time.
 */
export async function rollUp(sql: Sql, { late, begun, closings, timesOf }: MinuteChanges): Promise<RolledUp> {
  const minutes = closings.length > 0 ? await closeMinutes(sql, closings) : [];
  const until = new Map(closings.map((closing) => [closing.id, closing.until]));
  const closedParts = minutes.map((minute) => ({ series: minute.series, part: partOf(minute), closed: true, fromBids: minute.fromBids }));
  const merged = await mergeWider(sql, widen([...late, ...closedParts], timesOf, until));
  // So that every candle is there for whoever reads the table; prices may be merged twice, sums may not.
  await addMissingCandles(sql, widen(begun.map(withoutSums), timesOf, until));
  const ended = closings.length > 0 ? await closeWider(sql, closings) : [];
  return { minutes, wider: [...merged, ...ended] };
}

/** Closes what ended by then, of series that the transaction has locked. */
export function closeEnded(sql: Sql, closings: readonly SeriesClosing[], timesOf: MinuteChanges['timesOf']): Promise<RolledUp> {
  return rollUp(sql, { late: [], begun: [], closings, timesOf });
}

function widen(parts: readonly OwnedPart[], timesOf: MinuteChanges['timesOf'], until: ReadonlyMap<number, number>): OwnedPart[] {
  const byCandles = Map.groupBy(parts, ({ series, part }) => `${series} ${part.basis}`);
  return [...byCandles.values()].flatMap((own) => {
    const series = own[0]?.series ?? 0;
    const minutes = own.map(({ part }) => part);
    const times = timesOf(series);
    const bids = own.filter((one) => one.fromBids);
    // Of a line one source may be traded and another only quoted.
    const fromBids = ({ interval, openTime }: OwnedPart['part']) =>
      bids.length === own.length || bids.some(({ part }) => times.openTime(interval, part.openTime) === openTime);
    const closedUntil = until.get(series) ?? Number.NEGATIVE_INFINITY;
    const wider = widenParts(minutes, times).slice(minutes.length);
    return wider.map((part) => ({ series, part, fromBids: fromBids(part), closed: part.closeTime <= closedUntil }));
  });
}

function withoutSums({ part, ...owner }: OwnedPart): OwnedPart {
  return { ...owner, part: { ...part, volume: new DecimalSum(), turnover: new DecimalSum(), tradeCount: 0 } };
}
