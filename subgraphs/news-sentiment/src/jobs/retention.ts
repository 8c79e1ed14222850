import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
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
  return periodicPart({
    name: 'news retention',
    everyMs: HOUR_MS,
    clock,
    logger,
    async work() {
      const dropped = await dropOldSimulated(sql, clock.now());
      if (dropped.articles + dropped.signals > 0) logger.info('Old simulated news was dropped.', dropped);
    },
  });
}
