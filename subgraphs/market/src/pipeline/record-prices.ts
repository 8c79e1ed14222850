import type { Consumption, Log } from '@marketgraph/bus';
import type { Clock, Metrics, Part } from '@marketgraph/service';
import { CandlePace } from '../domain/candle-pace.ts';
import { type RecordingPlace, recordBatch } from './record-batch.ts';

export const RECORDER_GROUP = 'market-recorder';

export interface RecorderOptions extends Omit<RecordingPlace, 'pace'> {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Entries in one transaction; each carries many trades. */
  readonly maxEntries?: number;
  /** Pause after a small batch, so that the next one gathers more: see below. */
  readonly gatherMs?: number;
}

/**
 * A batch changes one forming minute for each basis of a symbol, and tells its nine candles at their pace. Done for every trade, that and
 * the transaction would cost far more than the trade itself; gathered, a busy symbol costs the same as a quiet one. Quotes do not wait for
 * this: subscribers have them from ingest.
 */
const GATHER_MS = 250;

/** Writes what was received of prices into Postgres; several may share the work. */
export function recordPrices({ maxEntries = 1_000, gatherMs = GATHER_MS, ...options }: RecorderOptions): Part {
  const recorded = options.metrics.counter(
    'market_recorded_total',
    'Trades, quotes and candles of providers that were new and are in Postgres.',
    ['kind'],
  );
  const batches = options.metrics.histogram(
    'market_recording_seconds',
    'Time that a batch of prices took, and how many batches there were.',
  );
  const stopping = new AbortController();
  const place = { ...options, pace: new CandlePace() };
  let consumption: Consumption | undefined;
  return {
    name: 'price recorder',
    async start() {
      consumption = options.log.consume({
        group: RECORDER_GROUP,
        types: ['PricesReceived', 'CandlesReceived', 'SourceChanged', 'FeedGapChanged'],
        maxEntries,
        start: 'oldest',
        async handle(batch) {
          const { trades, quotes, candles } = await timed(batches, () => recordBatch(place, batch));
          recorded.inc({ kind: 'trade' }, trades);
          recorded.inc({ kind: 'quote' }, quotes);
          recorded.inc({ kind: 'candle' }, candles);
          // Whoever is behind does not wait. Our own candle events lie between the prices, so a full batch has fewer events than entries.
          if (batch.events.length < maxEntries / 4) await options.clock.sleep(gatherMs, stopping.signal);
        },
      });
    },
    async stop() {
      stopping.abort();
      await consumption?.stop();
    },
    health: () => ({ healthy: consumption?.healthy() ?? false, lagMs: consumption?.lagMs() ?? 0 }),
  };
}

/** Only what was committed is a batch. */
async function timed<T>(histogram: ReturnType<Metrics['histogram']>, work: () => Promise<T>): Promise<T> {
  const end = histogram.startTimer();
  const result = await work();
  end();
  return result;
}
