import { type Health, type Logger, reasonOf } from '@marketgraph/service';
import type pg from 'pg';

/** Often enough that a link which went half open while nothing was asked is found within five seconds. */
const PING_EVERY_MS = 1_000;

/** Asks the database now and then; tells the log once when it goes away and once when it is back. */
export function watchHealth(pool: pg.Pool, logger: Logger): { health(): Health; stop(): void } {
  let state: Health = { healthy: true };
  let stopped = false;
  const ping = async () => {
    const before = state.healthy;
    try {
      await pool.query('SELECT 1');
      state = { healthy: true };
    } catch (error) {
      state = { healthy: false, detail: `Postgres does not answer: ${reasonOf(error)}` };
    }
    if (stopped) return;
    if (before && !state.healthy) logger.warn('Postgres does not answer.', state);
    if (!before && state.healthy) logger.info('Postgres answers again.');
    schedule();
  };
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(() => void ping(), PING_EVERY_MS).unref();
  };
  schedule();
  return {
    health: () => state,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
