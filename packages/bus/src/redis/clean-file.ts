import { type Logger, reasonOf } from '@marketgraph/service';
import { pause } from '../pause.ts';
import type { RedisClient } from './redis-link.ts';

const LOOK_AGAIN_MS = 20;
/** Of a log that takes longer to write, the rest is left to chance: it is not to stand still for the sake of a rare defect. */
const LONGEST_WAIT_MS = 3_000;

/**
 * Redis before 2026 leaves an open MULTI in an append-only file whose tail was cut inside of one, queues behind it what is appended
 * next, and executes both together at the following start: half an append, without its step. So nobody writes to a server that has begun
 * anew before its file is. BGREWRITEAOF would not do: until it is done another file follows the one that ends in the middle, and a server
 * that is killed then does not start any more. Turned off and on, the old file stays the last one until the new one takes its place.
 */
export async function cleanFile(client: RedisClient, livesKey: string, logger: Logger): Promise<void> {
  try {
    const server = await client.info('server');
    const isKnown = async () => isLastLife(await client.lRange(livesKey, -1, -1), server);
    if (await isKnown()) return;
    // Another process may be at it.
    await rewritten(client);
    if ((await isKnown()) || !/aof_enabled:1/.test(await client.info('persistence'))) return;
    await turnOffAndOn(client, logger);
    await rewritten(client);
  } catch (error) {
    logger.warn('The append-only file of Redis was not written anew after its start.', { reason: reasonOf(error) });
  }
}

async function turnOffAndOn(client: RedisClient, logger: Logger): Promise<void> {
  try {
    await client.multi().configSet('appendonly', 'no').configSet('appendonly', 'yes').exec();
  } catch (error) {
    logger.error('Redis could not begin its append-only file anew.', { reason: reasonOf(error) });
    await client.configSet('appendonly', 'yes');
  }
}

/** The first life of all begins with an empty file. A life is named by four characters of the log's and eight of the server's run: see adoptScript. */
function isLastLife([life]: readonly string[], server: string): boolean {
  return life === undefined || life.slice(4, 12) === /run_id:(\w{8})/.exec(server)?.[1];
}

async function rewritten(client: RedisClient): Promise<void> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < giveUpAt) {
    const persistence = await client.info('persistence');
    if (!/aof_rewrite_(in_progress|scheduled):1/.test(persistence)) return;
    await pause(LOOK_AGAIN_MS);
  }
}
