import type { Consumption, Log } from '@marketgraph/bus';
import type { Metrics, Part } from '@marketgraph/service';
import { type RecordingPlace, recordBatch } from './record-batch.ts';

export const RECORDER_GROUP = 'market-recorder';

export interface RecorderOptions extends RecordingPlace {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Entries in one transaction; each carries many trades. */
  readonly maxEntries?: number;
}

/** Writes what was received of prices into Postgres; several may share the work. */
export function recordPrices({ maxEntries = 200, ...options }: RecorderOptions): Part {
  const recorded = options.metrics.counter('market_recorded_total', 'Trades and quotes that were new and are in Postgres.', ['kind']);
  let consumption: Consumption | undefined;
  return {
    name: 'price recorder',
    async start() {
      consumption = options.log.consume({
        group: RECORDER_GROUP,
        types: ['PricesReceived'],
        maxEntries,
        start: 'oldest',
        async handle(batch) {
          try {
            const { trades, quotes } = await recordBatch(options, batch);
            recorded.inc({ kind: 'trade' }, trades);
            recorded.inc({ kind: 'quote' }, quotes);
          } catch (error) {
            // A partition that was dropped since it was last seen is made again when the batch comes again.
            options.partitions.forget();
            throw error;
          }
        },
      });
    },
    async stop() {
      await consumption?.stop();
    },
    health: () => ({ healthy: consumption?.healthy() ?? false, lagMs: consumption?.lagMs() ?? 0 }),
  };
}
