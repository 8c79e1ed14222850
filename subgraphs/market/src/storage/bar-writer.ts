import type { Interval, PriceBasis } from '@marketgraph/vocabulary';
import type { Candle } from '../domain/candle.ts';
import { type CandlePart, type CandleTimes, mergeParts, storedIntervals } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { FIRST_KEY, LAST_KEY, WHOLE_KEY } from './bar-keys.ts';
import { candleArrays, INSERT_CANDLES, type OwnedPart } from './candle-arrays.ts';
import { mergeWider } from './candle-writer.ts';
import { instants, ms, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

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
  await sql.query(
    `UPDATE market.series SET newest_at = greatest(newest_at, ${timestampOf('$2')}),
       bars_until = CASE WHEN $3 THEN greatest(bars_until, ${timestampOf('$2')}) ELSE bars_until END
     WHERE id = $1`,
    [place.series, Math.max(...bars.map(({ closeTime }) => closeTime)), fresh.length > 0],
  );
  return fresh.length;
}

async function widen(sql: Sql, place: BarPlace, interval: Interval, fresh: readonly CandlePart[]): Promise<void> {
  const stored: readonly Interval[] = storedIntervals;
  const wider = stored.slice(stored.indexOf(interval) + 1);
  const opened = fresh.map((part) => ({ ...part, openKey: FIRST_KEY }));
  const byBasis = [...Map.groupBy(opened, ({ basis }) => basis).values()];
  const parts = wider.flatMap((wide) => byBasis.flatMap((own) => mergeParts(own, wide, place.times)));
  const whole = await wholeBars(sql, place.series, parts);
  await mergeWider(
    sql,
    parts.filter((part) => !whole.has(nameOf(part))).map((part) => owned(place, part)),
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

/** Those of the named candles that hold a bar of their own interval. */
async function wholeBars(sql: Sql, series: number, parts: readonly CandlePart[]): Promise<Set<string>> {
  const rows = await rowsOf<{ interval: Interval; basis: PriceBasis; openTime: number }>(
    sql,
    `SELECT c."interval", c.basis, ${ms('c.open_time')} AS "openTime"
     FROM unnest($2::market.candle_interval[], $3::market.price_basis[], $4::double precision[]) AS t("interval", basis, open_time)
     JOIN market.candle_rows c ON c.series = $1 AND c."interval" = t."interval" AND c.basis = t.basis
       AND c.open_time = ${timestampOf('t.open_time')}
     WHERE c.open_key = ${WHOLE_KEY}`,
    [
      series,
      texts(parts.map(({ interval }) => interval)),
      texts(parts.map(({ basis }) => basis)),
      instants(parts.map(({ openTime }) => openTime)),
    ],
  );
  return new Set(rows.map(nameOf));
}

function nameOf({ interval, basis, openTime }: { interval: Interval; basis: PriceBasis; openTime: number }): string {
  return `${interval} ${basis} ${openTime}`;
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
