import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import type { Candle } from '../domain/candle.ts';
import { type CandlePart, type CandleTimes, mergeParts, storedIntervals } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { FIRST_KEY, LAST_KEY, WHOLE_KEY } from './bar-keys.ts';
import { candleArrays, INSERT_CANDLES, type OwnedPart } from './candle-arrays.ts';
import { mergeWider } from './candle-writer.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';

/** A provider's own candle. */
export interface Bar extends Candle {
  /** Sum of price times size, where it is told. */
  readonly turnover: string | null;
}

export interface BarPlace {
  readonly series: number;
  readonly times: CandleTimes;
  /** LAST made of bids. */
  readonly fromBids: boolean;
  /** What ended by then is closed. */
  readonly until: number;
}

/**
 * Adds bars of one interval where there is no candle yet, in a transaction that has locked the series, and adds what was new to the wider
 * candles that hold it. Answers how many were new.
 */
export async function writeBars(sql: Sql, place: BarPlace, bars: readonly Bar[]): Promise<number> {
  const interval = bars[0]?.interval;
  if (interval === undefined) return 0;
  const parts = bars.map((bar) => barPart(bar, interval === 'ONE_MINUTE' ? FIRST_KEY : WHOLE_KEY));
  const added = await addBars(sql, place, parts);
  const isNew = new Set(added.map(({ basis, openTime }) => `${basis} ${openTime}`));
  const fresh = parts.filter(({ basis, openTime }) => isNew.has(`${basis} ${openTime}`));
  await widen(sql, place, interval, fresh);
  await sql.query(`UPDATE market.series SET newest_at = greatest(newest_at, ${timestampOf('$2')}) WHERE id = $1`, [
    place.series,
    Math.max(...bars.map(({ closeTime }) => closeTime)),
  ]);
  return fresh.length;
}

async function widen(sql: Sql, place: BarPlace, interval: Interval, fresh: readonly CandlePart[]): Promise<void> {
  const stored: readonly Interval[] = storedIntervals;
  const wider = stored.slice(stored.indexOf(interval) + 1);
  const opened = fresh.map((part) => ({ ...part, openKey: FIRST_KEY }));
  const byBasis = [...Map.groupBy(opened, ({ basis }) => basis).values()];
  const parts = wider.flatMap((wide) => byBasis.flatMap((own) => mergeParts(own, wide, place.times)));
  await mergeWider(
    sql,
    parts.map((part) => owned(place, part)),
  );
}

function addBars(sql: Sql, place: BarPlace, parts: readonly CandlePart[]): Promise<{ basis: PriceBasis; openTime: number }[]> {
  return rowsOf(
    sql,
    `${INSERT_CANDLES} ON CONFLICT DO NOTHING RETURNING basis, ${ms('open_time')} AS "openTime"`,
    candleArrays(parts.map((part) => owned(place, part))),
  );
}

function owned({ series, fromBids, until }: BarPlace, part: CandlePart): OwnedPart {
  return { series, part, fromBids: fromBids && part.basis === 'LAST', closed: part.closeTime <= until };
}

/** Opened and closed at its bounds. */
function barPart({ turnover, volume, ...bar }: Bar, openKey: number): CandlePart {
  const [volumes, turnovers] = [new DecimalSum(), new DecimalSum()];
  volumes.add(volume);
  if (turnover === null) turnovers.addProduct(bar.close, volume);
  else turnovers.add(turnover);
  const ends = { openAt: bar.openTime, openKey, closeAt: bar.closeTime - 1, closeKey: LAST_KEY };
  return { ...bar, ...ends, volume: volumes, turnover: turnovers, priced: 2 };
}
