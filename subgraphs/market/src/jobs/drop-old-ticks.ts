import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import { DAY_MS, HOUR_MS } from '@marketgraph/vocabulary';
import { dropDay, expiredDays } from '../storage/day-partitions.ts';
import type { Sql } from '../storage/sql.ts';

const EVERY_MS = 6 * HOUR_MS;

export interface RetentionOptions {
  readonly database: { readonly pool: Sql; transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Trades and quote ticks older than this go; their candles stay. Recordings stay whole. */
  readonly keepDays: number;
}

export function dropOldTicks(options: RetentionOptions): Part {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const run = async () => {
    while (!stopping.signal.aborted) {
      const before = options.clock.now() - options.keepDays * DAY_MS;
      await dropTicksBefore(options, before).catch((error) =>
        options.logger.warn('Old ticks could not be dropped.', { reason: reasonOf(error) }),
      );
      await options.clock.sleep(EVERY_MS, stopping.signal);
    }
  };
  return {
    name: 'tick retention',
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

/** A day at a time, so that no lock is held for long. */
export async function dropTicksBefore({ database, logger }: Pick<RetentionOptions, 'database' | 'logger'>, before: number): Promise<void> {
  for (const day of await expiredDays(database.pool, before)) {
    await database.transaction(async (sql) => {
      // Dropping waits for readers; those behind it would wait as well.
      await sql.query("SET LOCAL lock_timeout = '2s'");
      await dropDay(sql, day);
    });
    logger.info('Dropped the ticks of a day.', { day: day.day, source: day.source });
  }
}
