import type { Log } from '@marketgraph/bus';
import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { closeQuietCandles, type QuietCandle } from '../storage/candle-writer.ts';
import type { Sql } from '../storage/sql.ts';
import { candleEvents } from './candle-events.ts';

const EVERY_MS = 2 * SECOND_MS;
/** Trades of the last moment may still be on their way. */
const GRACE_MS = 3 * SECOND_MS;
/** Behind by more, the recorder has trades before it that will close candles by their own time. */
const MOST_LAG_MS = 2 * SECOND_MS;

export interface ClosingOptions {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: Pick<Part, 'health'>;
}

/** A candle closes when its feed's event time passes its end; by the clock only where a live or simulated feed is quiet. */
export function closeQuiet(options: ClosingOptions): Part {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const run = async () => {
    while (!stopping.signal.aborted) {
      const { lagMs = 0, healthy } = options.recorder.health();
      if (healthy && lagMs <= MOST_LAG_MS) {
        await closeOnce(options).catch((error) => options.logger.warn('Quiet candles could not be closed.', { reason: reasonOf(error) }));
      }
      await options.clock.sleep(EVERY_MS, stopping.signal);
    }
  };
  return {
    name: 'quiet candles',
    async start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    health: () => ({ healthy: running !== undefined }),
  };
}

export async function closeOnce({ database, log, clock }: Pick<ClosingOptions, 'database' | 'log' | 'clock'>): Promise<number> {
  const now = clock.now();
  return database.transaction(async (sql) => {
    const closed = await closeQuietCandles(sql, now - GRACE_MS);
    const events = candleEvents(closed, originsOf(closed, now));
    if (events.length > 0) await log.appendIn(sql, events);
    return closed.length;
  });
}

function originsOf(closed: readonly QuietCandle[], now: number) {
  const bySource = new Map(closed.map((candle) => [`${candle.symbol} ${candle.source}`, candle]));
  return [...bySource.values()].map(({ symbol, source, provenance, newestAt }) => ({
    symbol,
    source,
    provenance,
    newestAt,
    receivedAt: now,
  }));
}
