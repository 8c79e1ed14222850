import { type Interval, type PriceBasis, priceBases } from '@marketgraph/vocabulary';
import { type Ended, type StoredCandle, shouldBeClosed, type TrueCandle } from '../domain/candle-drift.ts';
import { type CandlePart, type CandleTimes, mergeParts } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { dayOf } from './day-partitions.ts';
import type { SeriesFacts } from './series-facts.ts';
import type { Sql } from './sql.ts';
import { partOf, type TimeRange } from './stored-candles.ts';
import { daysOf, foldTicks, keptDays } from './tick-folds.ts';

/** A minute, or a wider candle that others are merged from, and whether its row should be closed. */
export interface TruePart {
  readonly part: CandlePart;
  readonly closed: boolean;
}

export interface TrueMinutes {
  readonly byBasis: Readonly<Record<PriceBasis, TruePart[]>>;
  /** Whether the minute that opens at an instant follows from ticks; else what is stored is all that is known of it. */
  isKnown(openTime: number): boolean;
}

export interface MinuteTruth {
  readonly series: SeriesFacts;
  /** Its trades make LAST, else its bids do. */
  readonly isTraded: boolean;
  readonly ended: Ended;
}

/** The minutes of a time: from ticks where those are kept, as they are stored elsewhere. */
export async function trueMinutes(
  sql: Sql,
  { series, isTraded, ended }: MinuteTruth,
  stored: readonly StoredCandle[],
  range: TimeRange,
): Promise<TrueMinutes> {
  const kept = await keptDays(sql, series.source, range);
  const barsUntil = series.barsUntil ?? Number.NEGATIVE_INFINITY;
  const isKnown = (openTime: number) => openTime >= barsUntil && kept.has(dayOf(openTime));
  const rows = new Map(stored.map((row) => [nameOf(row), row]));
  const byBasis = { LAST: [] as TruePart[], BID: [] as TruePart[], ASK: [] as TruePart[] };
  for (const day of daysOf({ from: Math.max(range.from, barsUntil), to: range.to }).filter(({ from }) => kept.has(dayOf(from)))) {
    const folded = await foldTicks(sql, series.id, day, isTraded);
    for (const basis of priceBases) {
      for (const part of folded[basis])
        byBasis[basis].push({ part, closed: shouldBeClosed({ ...part, closed: rows.get(nameOf(part))?.closed ?? false }, ended) });
    }
  }
  for (const row of stored) if (!isKnown(row.openTime)) byBasis[row.basis].push({ part: partOf(row), closed: row.closed });
  return { byBasis, isKnown };
}

/** The wider candles of one interval that parts of one basis make, by open time. */
export function trueWider(parts: readonly TruePart[], interval: Interval, times: CandleTimes, fromBids: boolean): Map<number, TrueCandle> {
  const forming = parts.find(({ closed }) => !closed)?.part ?? null;
  const within = (openTime: number) => (forming && times.openTime(interval, forming.openTime) === openTime ? forming : null);
  const closed = mergeParts(
    parts.filter((part) => part.closed).map(({ part }) => part),
    interval,
    times,
  );
  const wider = new Map<number, TrueCandle>(closed.map((part) => [part.openTime, { part, fromBids, forming: within(part.openTime) }]));
  if (!forming) return wider;
  const openTime = times.openTime(interval, forming.openTime);
  if (!wider.has(openTime)) wider.set(openTime, { part: withoutSums(forming, interval, times), fromBids, forming });
  return wider;
}

/** A candle whose only minute still forms has its prices: what it sums, readers add. */
function withoutSums(forming: CandlePart, interval: Interval, times: CandleTimes): CandlePart {
  const [empty] = mergeParts([forming], interval, times);
  if (!empty) throw new Error('One part makes one candle.');
  return { ...empty, volume: new DecimalSum(), turnover: new DecimalSum(), tradeCount: 0 };
}

export function nameOf({ basis, interval, openTime }: { basis: PriceBasis; interval: Interval; openTime: number }): string {
  return `${interval} ${basis} ${openTime}`;
}
