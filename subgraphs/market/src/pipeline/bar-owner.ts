import { piecesIn } from '../domain/source-spans.ts';
import type { Bar } from '../storage/bar-writer.ts';
import { lockSeries } from '../storage/series.ts';
import { type SeriesFacts, seriesFacts } from '../storage/series-facts.ts';
import { activeSource, beginOf, readLine } from '../storage/source-lines.ts';
import type { Sql } from '../storage/sql.ts';

/** Whose rows the candles of a series are, and which of its bars count for them. */
export interface BarOwner {
  readonly series: SeriesFacts;
  counts(bar: Pick<Bar, 'openTime' | 'closeTime'>): boolean;
}

/**
 * Of a line those bars count that lie in a time in which their source was active, and those of the time before anything was recorded: there
 * is nothing that they could double. In a transaction that has locked the series and its line.
 */
export async function barOwner(sql: Sql, told: SeriesFacts): Promise<BarOwner | null> {
  const line = await readLine(sql, told.line);
  if (!line) return { series: told, counts: () => true };
  const [series, begin] = [await seriesFacts(sql, line.id), await beginOf(sql, line.id)];
  if (!series) return null;
  return {
    series: { ...series, provenance: activeSource(line)?.provenance ?? series.provenance },
    counts: ({ openTime, closeTime }) =>
      begin === null ||
      closeTime <= begin ||
      piecesIn(line.spans, { from: openTime, to: closeTime }).every(({ source }) => source === told.id),
  };
}

/** The same of a series that nobody has locked yet. */
export async function lockBarOwner(sql: Sql, id: number): Promise<BarOwner | null> {
  const [state] = await lockSeries(sql, [id]);
  if (state?.line != null && state.line !== id) await lockSeries(sql, [state.line]);
  const told = await seriesFacts(sql, id);
  return told && barOwner(sql, told);
}
