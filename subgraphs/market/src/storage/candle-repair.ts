import { type CandleDrift, type Ended, shouldBeClosed } from '../domain/candle-drift.ts';
import { candleArrays, INSERT_CANDLES, type OwnedPart, TOLD_COLUMNS } from './candle-arrays.ts';
import { formingMinute, wholeCandle } from './candle-columns.ts';
import type { ChangedCandle } from './candle-writer.ts';
import { instants, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

const AT_ONCE = 1_000;

/** Writes what rows should hold, deletes those that should not be there, and answers the changed ones as readers see them. */
export async function repairCandles(sql: Sql, series: number, drifts: readonly CandleDrift[], ended: Ended): Promise<ChangedCandle[]> {
  const changed: ChangedCandle[] = [];
  for (let start = 0; start < drifts.length; start += AT_ONCE) {
    changed.push(...(await repairSome(sql, series, drifts.slice(start, start + AT_ONCE), ended)));
  }
  return changed;
}

async function repairSome(sql: Sql, series: number, drifts: readonly CandleDrift[], ended: Ended): Promise<ChangedCandle[]> {
  await deleteCandles(
    sql,
    series,
    drifts.filter(({ truth }) => !truth),
  );
  const right = drifts.filter(({ truth }) => truth);
  const parts = right.flatMap((drift) => ownedPart(series, drift, ended));
  if (parts.length === 0) return [];
  // Whoever was told of a candle that went missing hears a newer revision of it: first added, then changed.
  const missing = parts.filter(({ closed }, index) => closed && !right[index]?.stored);
  if (missing.length > 0) await sql.query(`${INSERT_CANDLES} ON CONFLICT DO NOTHING`, candleArrays(missing));
  await sql.query(OVERWRITE, candleArrays(parts));
  return rowsOf<ChangedCandle>(sql, CHANGED, [series, ...namesOf(right)]);
}

function ownedPart(series: number, { stored, truth }: CandleDrift, ended: Ended): OwnedPart[] {
  if (!truth) return [];
  const { part, fromBids } = truth;
  return [{ series, part, fromBids, closed: shouldBeClosed({ closed: stored?.closed ?? false, closeTime: part.closeTime }, ended) }];
}

async function deleteCandles(sql: Sql, series: number, drifts: readonly CandleDrift[]): Promise<void> {
  if (drifts.length > 0) await sql.query(`DELETE FROM market.candle_rows c USING ${NAMES} WHERE ${NAMED}`, [series, ...namesOf(drifts)]);
}

function namesOf(drifts: readonly CandleDrift[]): string[] {
  return [texts(drifts.map((d) => d.interval)), texts(drifts.map((d) => d.basis)), instants(drifts.map((d) => d.openTime))];
}

const NAMES = 'unnest($2::market.candle_interval[], $3::market.price_basis[], $4::double precision[]) AS t("interval", basis, open_time)';
const NAMED = `c.series = $1 AND c."interval" = t."interval" AND c.basis = t.basis
  AND c.open_time = ${timestampOf('t.open_time')}`;

const CHANGED = `SELECT c.series, ${wholeCandle('c')} FROM ${NAMES} JOIN market.candle_rows c ON ${NAMED} ${formingMinute('c')}`;

const OVERWRITE = `${INSERT_CANDLES}
  ON CONFLICT (series, "interval", basis, open_time) DO UPDATE SET revision = c.revision + c.closed::integer,
    ${TOLD_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`;
