import type { CandlePace } from '../domain/candle-pace.ts';
import { type ChangedCandle, formingWider, type MinuteName, readMinutes } from '../storage/candle-writer.ts';
import type { Sql } from '../storage/sql.ts';
import type { CandleOrigin } from './candle-events.ts';
import type { CandleChanges } from './record-candles.ts';

/**
 * The candles that changed and still form, as far as the pace wants them told. A wider one is read with its forming minute, so only
 * those that are due are read.
 */
export async function formingChanges(
  sql: Sql,
  origins: readonly CandleOrigin[],
  { forming, late }: CandleChanges,
  pace: CandlePace,
): Promise<ChangedCandle[]> {
  const now = Math.max(...origins.map(({ receivedAt }) => receivedAt));
  const due = new Map<string, { series: number; basis: MinuteName['basis'] }>();
  for (const { series, basis } of [...forming, ...late]) {
    if (pace.widerDue({ series, basis }, now)) due.set(`${series} ${basis}`, { series, basis });
  }
  const wider = due.size > 0 ? await formingWider(sql, [...due.values()]) : [];
  const minutes = await readMinutes(
    sql,
    forming.filter((minute) => pace.tells(minute, now)),
  );
  return [...minutes, ...wider];
}
