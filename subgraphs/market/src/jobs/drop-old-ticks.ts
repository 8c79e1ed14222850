import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import { DAY_MS, HOUR_MS } from '@marketgraph/vocabulary';
import { forgetCorrections } from '../storage/correction-writer.ts';
import { dropDay, expiredDays } from '../storage/day-partitions.ts';
import type { Sql } from '../storage/sql.ts';

const EVERY_MS = 6 * HOUR_MS;

export interface RetentionOptions {
  readonly database: { readonly pool: Sql; transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Trades and quote ticks older than this go; their candles stay. Recordings and backfilled days stay whole. */
  readonly keepDays: number;
}

export function dropOldTicks(options: RetentionOptions): Part {
  const { clock, logger, keepDays } = options;
  const work = () => dropTicksBefore(options, clock.now() - keepDays * DAY_MS);
  return periodicPart({ name: 'tick retention', everyMs: EVERY_MS, clock, logger, work });
}

/** A day at a time, so that no lock is held for long. */
export async function dropTicksBefore({ database, logger }: Pick<RetentionOptions, 'database' | 'logger'>, before: number): Promise<void> {
  for (const day of await expiredDays(database.pool, before)) {
    const isDropped = await database.transaction(async (sql) => {
      // Dropping waits for readers; those behind it would wait as well.
      await sql.query("SET LOCAL lock_timeout = '2s'");
      const dropped = await dropDay(sql, day);
      if (dropped !== 'KEPT') await forgetCorrections(sql, day);
      return dropped === 'DROPPED';
    });
    if (isDropped) logger.info('Dropped the ticks of a day.', { day: day.day, source: day.source });
  }
}
