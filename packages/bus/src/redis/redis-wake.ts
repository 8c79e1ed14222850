import type { Logger } from '@marketgraph/service';
import { Redis } from 'ioredis';
import { pause } from '../pause.ts';
import type { Wake } from '../wake.ts';
import { answeredWithin } from './answered-within.ts';
import { connectPause } from './redis-link.ts';

const PROBE_MS = 2_000;

/** Hears of appends by pub/sub. Notifies after each reconnect too: what was published meanwhile is not repeated. */
export class RedisWake {
  readonly #subscriber: Redis;
  readonly #closing = new AbortController();

  constructor(url: string, channel: string, wake: Wake, logger: Logger) {
    this.#subscriber = new Redis(url, {
      connectTimeout: 3_000,
      keepAlive: 5_000,
      maxRetriesPerRequest: null,
      // We subscribe on every connection ourselves; nobody would hear that its own attempt failed.
      autoResubscribe: false,
      retryStrategy: connectPause,
    });
    let told = false;
    this.#subscriber.on('error', (error) => {
      if (!told) logger.warn('The log does not hear of new entries at once; it looks every second.', { reason: error.message });
      told = true;
    });
    this.#subscriber.on('message', () => wake.notify());
    this.#subscriber.on('ready', () => {
      told = false;
      this.#subscriber.subscribe(channel).then(
        () => wake.notify(),
        () => undefined,
      );
    });
    void this.#probe();
  }

  /** A probe that waits for its answer ends with the connection. */
  close(): void {
    this.#closing.abort();
    this.#subscriber.disconnect();
  }

  /** A half-open link delivers nothing and never fails: without an answer it is opened anew. */
  async #probe(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await pause(PROBE_MS, signal);
      if (signal.aborted || this.#subscriber.status !== 'ready') continue;
      // A link that breaks is opened anew without us.
      const answer = this.#subscriber.ping().catch(() => undefined);
      await answeredWithin(answer, PROBE_MS).catch(() => signal.aborted || this.#subscriber.disconnect(true));
    }
  }
}
