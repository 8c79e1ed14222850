import { type Logger, reasonOf } from '@marketgraph/service';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { isAway, isPermanent } from './away.ts';
import { dataSourceOptions } from './data-source-options.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { watchHealth } from './database-health.ts';
import { postgresFault } from './faults.ts';
import { LinkWatch } from './link-watch.ts';
import { migrate } from './migrate.ts';
import { inTransaction } from './transaction.ts';

const FIRST_PAUSE_MS = 200;
/** A server that recovers from a crash may be there for a moment only: who asks seldom misses it. */
const LONGEST_PAUSE_MS = 1_000;

/** Waits for Postgres when it is away: processes may start in any order. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const links = new LinkWatch(options.url, options.logger);
  const dataSource = await connectPatiently(options, links).catch((error) => {
    links.stop();
    throw error;
  });
  const pool = (dataSource.driver as unknown as { master: pg.Pool }).master;
  const watch = watchHealth(pool, options.logger);
  return {
    dataSource,
    pool,
    transaction: (work) => inTransaction(pool, work),
    health: watch.health,
    close: async () => {
      watch.stop();
      links.stop();
      await dataSource.destroy();
    },
  };
}

async function connectPatiently(options: DatabaseOptions, links: LinkWatch): Promise<DataSource> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const dataSource = new DataSource(dataSourceOptions(options, links));
    try {
      await migrate(options, dataSource, links);
      return dataSource;
    } catch (error) {
      if (dataSource.isInitialized) await dataSource.destroy().catch(() => undefined);
      if (!isAway(error)) throw refusal(error);
      tellWaiting(options.logger, error, pause);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function tellWaiting(logger: Logger, error: unknown, pause: number): void {
  logger.warn('Postgres does not answer; trying again.', { reason: reasonOf(error), pauseMs: pause });
}

function refusal(error: unknown): unknown {
  if (!isPermanent(error)) return error;
  return postgresFault('DATABASE_REFUSED', `Postgres refuses the connection: ${reasonOf(error)}. Check DATABASE_URL.`, error);
}
