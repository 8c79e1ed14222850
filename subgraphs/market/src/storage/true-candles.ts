import { type Interval, MINUTE_MS, type PriceBasis, priceBases } from '@marketgraph/vocabulary';
import { type Ended, type StoredCandle, shouldBeClosed, type TrueCandle } from '../domain/candle-drift.ts';
import { type CandlePart, type CandleTimes, mergeParts } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { piecesIn } from '../domain/source-spans.ts';
import { isBar } from './bar-keys.ts';
import type { SeriesFacts } from './series-facts.ts';
import type { SourceLine } from './source-lines.ts';
import type { Sql } from './sql.ts';
import { partOf, type TimeRange } from './stored-candles.ts';
import { type CountedTicks, daysOf, foldTicks, type TickDays, tickDays } from './tick-folds.ts';

/** A minute, or a wider candle that others are merged from, and whether its row should be closed. */
export interface TruePart {
  readonly part: CandlePart;
  readonly closed: boolean;
  /** LAST made of bids, at least in part. */
  readonly fromBids: boolean;
}

export interface TrueMinutes {
  readonly byBasis: Readonly<Record<PriceBasis, TruePart[]>>;
  /** Whether a minute follows from ticks; else what is stored is all that is known of it. */
  isKnown(minute: { readonly basis: PriceBasis; readonly openTime: number }): boolean;
}

export interface MinuteTruth {
  readonly series: SeriesFacts;
  /** Where the candles are those of several sources, each for its time. */
  readonly line: SourceLine | null;
  /** Its trades make LAST, else its bids do; of a line each source's own do. */
  readonly isTraded: boolean;
  readonly ended: Ended;
}

/** The minutes of a time: from ticks where those are kept, as they are stored elsewhere. */
export async function trueMinutes(sql: Sql, truth: MinuteTruth, stored: readonly StoredCandle[], range: TimeRange): Promise<TrueMinutes> {
  const { series, line } = truth;
  const days = await tickDays(sql, line?.members.map(({ source }) => source) ?? [series.source], range);
  const bars = new Set(stored.filter(isBar).map(nameOf));
  const isKept = (minute: number) => (line ? isKeptOf(line, days, minute) : days.isKept(series.source, minute));
  const isKnown: TrueMinutes['isKnown'] = ({ basis, openTime }) =>
    isKept(openTime) && !bars.has(nameOf({ basis, interval: 'ONE_MINUTE', openTime }));
  const byBasis = { LAST: [] as TruePart[], BID: [] as TruePart[], ASK: [] as TruePart[] };
  const isClosed = closedNow(stored, truth);
  for (const day of daysOf(range)) {
    const folded = await foldTicks(
      sql,
      countedIn(truth, day).filter(({ source, from }) => days.isKept(source, from)),
    );
    for (const basis of priceBases) {
      const known = folded[basis].filter(({ part }) => isKnown(part));
      byBasis[basis].push(...known.map((minute) => ({ ...minute, closed: isClosed(minute.part) })));
    }
  }
  const unknown = stored.filter((row) => !isKnown(row));
  for (const row of unknown) byBasis[row.basis].push({ part: partOf(row), closed: row.closed, fromBids: row.fromBids });
  return { byBasis, isKnown };
}

function closedNow(stored: readonly StoredCandle[], { ended }: MinuteTruth): (part: CandlePart) => boolean {
  const rows = new Map(stored.map((row) => [nameOf(row), row]));
  return (part) => shouldBeClosed({ ...part, closed: rows.get(nameOf(part))?.closed ?? false }, ended);
}

/** Whose ticks count in a time. */
function countedIn({ series, line, isTraded }: MinuteTruth, range: TimeRange): (CountedTicks & { readonly source: string })[] {
  if (!line) return [{ ...range, series: series.id, source: series.source, isTraded }];
  return piecesIn(line.spans, range).flatMap(({ source: id, from, to }) => {
    const member = line.members.find((one) => one.id === id);
    return member ? [{ from, to, series: id, source: member.source, isTraded: member.tradeCount > 0 }] : [];
  });
}

/** None of the sources that count in a minute has lost its ticks; one that told nothing of its day has none. */
function isKeptOf(line: SourceLine, days: TickDays, minute: number): boolean {
  const ids = piecesIn(line.spans, { from: minute, to: minute + MINUTE_MS }).map(({ source }) => source);
  return !line.members.some(({ id, source }) => ids.includes(id) && days.isDropped(source, minute));
}

/** The wider candles of one interval that parts of one basis make, by open time. */
export function trueWider(parts: readonly TruePart[], interval: Interval, times: CandleTimes): Map<number, TrueCandle> {
  const ofBids = new Set(parts.flatMap((one) => (one.fromBids ? [times.openTime(interval, one.part.openTime)] : [])));
  const forming = parts.find(({ closed }) => !closed)?.part ?? null;
  const within = (openTime: number) => (forming && times.openTime(interval, forming.openTime) === openTime ? forming : null);
  const closed = mergeParts(
    parts.filter((part) => part.closed).map(({ part }) => part),
    interval,
    times,
  );
  const candleOf = (part: CandlePart): [number, TrueCandle] => [
    part.openTime,
    { part, fromBids: ofBids.has(part.openTime), forming: within(part.openTime) },
  ];
  const wider = new Map(closed.map(candleOf));
  if (!forming) return wider;
  const openTime = times.openTime(interval, forming.openTime);
  if (!wider.has(openTime)) wider.set(...candleOf(withoutSums(forming, interval, times)));
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
