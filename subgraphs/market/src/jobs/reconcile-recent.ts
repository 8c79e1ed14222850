import { type Clock, type Logger, type Metrics, type Part, periodicPart } from '@marketgraph/service';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';

const EVERY_MS = 6 * HOUR_MS;
/** A process that starts has other things to do first. */
const FIRST_AFTER_MS = 10 * MINUTE_MS;
/** Late trades and corrections come within it; older candles no longer change by themselves. */
const LOOK_BACK_MS = 2 * DAY_MS;
/** Of the time: the rest belongs to the recorder in the same process. */
const SHARE = 0.2;

export interface ReconciledSeries {
  readonly symbol: string;
  readonly source: string;
  /** Candles and counts that are not what they should be. */
  readonly drift: number;
  readonly unknown: number;
}

export interface RecentOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Compares the series one after the other; `rest` is called after each day of each. */
  reconcile(range: { from: number; to: number }, signal: AbortSignal, rest: () => Promise<void>): AsyncIterable<ReconciledSeries>;
}

/** Compares what was recorded lately with what it was made of. It only tells: what to do about a drift is for someone to decide. */
export function reconcileRecent(options: RecentOptions): Part {
  const { clock, logger, metrics } = options;
  const drift = metrics.gauge('market_drift', 'Candles and counts that were not what their trades make, when last compared.');
  const unknown = metrics.gauge('market_not_recomputable', 'Candles whose trades were not there to compare with, when last compared.');
  let isFirst = true;
  const work = async (signal: AbortSignal) => {
    if (isFirst) await clock.sleep(FIRST_AFTER_MS, signal);
    isFirst = false;
    if (signal.aborted) return;
    const found = await compare(options, signal);
    drift.set(found.drift);
    unknown.set(found.unknown);
  };
  return periodicPart({ name: 'reconciling', everyMs: EVERY_MS, clock, logger, work });
}

async function compare({ clock, logger, reconcile }: RecentOptions, signal: AbortSignal): Promise<{ drift: number; unknown: number }> {
  const sums = { drift: 0, unknown: 0 };
  let busySince = clock.now();
  const rest = async () => {
    await clock.sleep(((clock.now() - busySince) * (1 - SHARE)) / SHARE, signal);
    busySince = clock.now();
  };
  const to = clock.now() + DAY_MS;
  for await (const series of reconcile({ from: clock.now() - LOOK_BACK_MS, to }, signal, rest)) {
    sums.drift += series.drift;
    sums.unknown += series.unknown;
    const { symbol, source, drift } = series;
    if (drift > 0) logger.error('Candles or counts are not what their trades make: see npm run reconcile.', { symbol, source, drift });
  }
  return sums;
}
