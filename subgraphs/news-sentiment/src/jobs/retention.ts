import { type Clock, type Logger, type Part, reasonOf } from '@marketgraph/service';
import { DAY_MS, HOUR_MS } from '@marketgraph/vocabulary';
import { dropSimulatedArticles, dropSimulatedSignals } from '../storage/retention.ts';
import type { Sql } from '../storage/sql.ts';

/** Simulated signals come by the hundred thousand a day: a week of them is more than anyone looks back on. */
const ARTICLES_KEPT_MS = 30 * DAY_MS;
const SIGNALS_KEPT_MS = 7 * DAY_MS;

export async function dropOldSimulated(sql: Sql, now: number): Promise<{ articles: number; signals: number }> {
  return {
    articles: await dropSimulatedArticles(sql, now - ARTICLES_KEPT_MS),
    signals: await dropSimulatedSignals(sql, now - SIGNALS_KEPT_MS),
  };
}

export interface RetentionOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Once an hour; a second process that does the same finds nothing left. */
export function retention({ sql, clock, logger }: RetentionOptions): Part {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const dropped = await dropOldSimulated(sql, clock.now());
        if (dropped.articles + dropped.signals > 0) logger.info('Old simulated news was dropped.', dropped);
      } catch (error) {
        logger.warn('Old simulated news could not be dropped; the next round tries again.', { reason: reasonOf(error) });
      }
      await clock.sleep(HOUR_MS, stopping.signal);
    }
  }
  return {
    name: 'news retention',
    async start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    health: () => ({ healthy: true }),
  };
}
