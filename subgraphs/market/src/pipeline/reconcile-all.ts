import { allSeries } from '../storage/series-facts.ts';
import type { TimeRange } from '../storage/stored-candles.ts';
import { type ReconcilePlace, reconcileSeries } from './reconcile-series.ts';

/** Compares, without repair, every series that has anything in the range. */
export async function* reconcileAll(place: ReconcilePlace, range: TimeRange, signal: AbortSignal, rest: () => Promise<void>) {
  for (const series of await allSeries(place.database.pool, null, null)) {
    if (signal.aborted) return;
    if (series.newestAt === null || series.newestAt < range.from) continue;
    const { symbol, source, counts, drifts, moreDrifts, unknown } = await reconcileSeries(place, series, {
      ...range,
      begunBefore: true,
      repair: false,
      signal,
      onDay: rest,
    });
    yield { symbol, source, drift: drifts.length + moreDrifts + (counts.state === 'drifted' ? 1 : 0), unknown };
  }
}
