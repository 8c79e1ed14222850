import { type Logger, reasonOf } from '@marketgraph/service';
import { pause } from '../pause.ts';
import type { RedisClient } from './redis-link.ts';

const LOOK_AGAIN_MS = 20;
/** Of a log that takes longer to write, the rest is left to chance: it is not to stand still for the sake of a rare defect. */
const LONGEST_WAIT_MS = 3_000;

/**
 * Redis before 2026 leaves an open MULTI in an append-only file whose tail was cut inside of one, queues behind it what is appended
 * next, and executes both together at the following start: half an append, without its step. A file that is written anew has nothing open,
 * and an open MULTI at the very end is given up by the next start. So nobody writes to a server that has begun anew before its file is clean.
 */
export async function cleanFile(client: RedisClient, livesKey: string, logger: Logger): Promise<void> {
  try {
    const [server, lives] = await Promise.all([client.info('server'), client.lRange(livesKey, -1, -1)]);
    if (lives[0] === undefined || isOfRun(lives[0], /run_id:(\w+)/.exec(server)?.[1] ?? '')) return;
    if (!/aof_enabled:1/.test(await client.info('persistence'))) return;
    // Another process may have asked for it already.
    await client.bgRewriteAof().catch(() => undefined);
    await rewritten(client);
  } catch (error) {
    logger.warn('The append-only file of Redis was not written anew after its start.', { reason: reasonOf(error) });
  }
}

/** A life is named by four characters of the log's and eight of the server's run: see adoptScript. */
function isOfRun(life: string, run: string): boolean {
  return life.slice(4, 12) === run.slice(0, 8);
}

async function rewritten(client: RedisClient): Promise<void> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < giveUpAt) {
    const persistence = await client.info('persistence');
    if (!/aof_rewrite_(in_progress|scheduled):1/.test(persistence)) return;
    await pause(LOOK_AGAIN_MS);
  }
}
