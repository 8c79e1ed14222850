import { type Logger, reasonOf } from '@marketgraph/service';
import { isTransient } from '../groups/transient.ts';
import type { Log } from '../log.ts';
import { type LogOptions, LogOverStore } from '../log-over-store.ts';
import { DEFAULT_PARTITIONS } from '../partition-of.ts';
import { enqueue } from './outbox.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { RedisStore } from './redis-store.ts';

export interface RedisLogOptions extends LogOptions {
  readonly redisUrl: string;
  /** Where `appendIn` writes its outbox. */
  readonly databaseUrl: string;
  readonly prefix?: string;
  readonly partitions?: number;
}

const RETRY_MS = 500;

/** Opens the log in Redis; waits while Redis is away. Postgres may be away: only `appendIn` needs it. */
export async function createRedisLog(options: RedisLogOptions): Promise<Log> {
  const { redisUrl, databaseUrl, logger, prefix = 'marketgraph:log', partitions = DEFAULT_PARTITIONS } = options;
  const store = new RedisStore(redisUrl, prefix, partitions, logger, enqueue);
  try {
    await opened(store, logger);
  } catch (error) {
    await store.close();
    throw error;
  }
  const relay = new OutboxRelay(databaseUrl, store, logger);
  await relay.prepared;
  return new RedisLog(store, options, relay);
}

class RedisLog extends LogOverStore {
  constructor(
    store: RedisStore,
    options: LogOptions,
    readonly relay: OutboxRelay,
  ) {
    super(store, options);
  }

  override async close(): Promise<void> {
    await this.relay.close();
    await super.close();
  }
}

async function opened(store: RedisStore, logger: Logger): Promise<void> {
  const began = performance.now();
  for (;;) {
    const seen = store.wake.count;
    try {
      return await store.opened();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (performance.now() - began > RETRY_MS) logger.warn('The log waits for Redis.', { reason: reasonOf(error) });
      // A start waits for its connection no longer than that takes.
      await store.wake.wait(seen, RETRY_MS);
    }
  }
}
