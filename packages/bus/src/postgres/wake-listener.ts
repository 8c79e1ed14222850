import { type Logger, reasonOf } from '@marketgraph/service';
import type pg from 'pg';
import { pause } from '../pause.ts';
import type { Wake } from '../wake.ts';
import { openSession, SHORT_TIMEOUT_MS } from './connection.ts';
import { CHANNEL } from './schema.ts';

const PROBE_MS = 1_000;
const RECONNECT_MS = 500;

/** One LISTEN connection for all readers of a log. Notifies also after each reconnect: what came meanwhile is unknown. */
export class WakeListener {
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;

  constructor(
    readonly url: string,
    readonly wake: Wake,
    readonly logger: Logger,
  ) {
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const lost = new AbortController();
      let client: pg.Client | null = null;
      try {
        client = await openSession(this.url, 'log wake-up', () => lost.abort(), SHORT_TIMEOUT_MS);
        await this.#listen(client, AbortSignal.any([signal, lost.signal]));
      } catch (error) {
        this.logger.warn('The log does not hear of new entries at once; it looks every second.', { reason: reasonOf(error) });
      }
      await client?.end().catch(() => undefined);
      await pause(RECONNECT_MS, signal);
    }
  }

  /** Asks the server something now and then: a half-open link would otherwise stay silent for ever. */
  async #listen(client: pg.Client, ended: AbortSignal): Promise<void> {
    client.on('notification', () => this.wake.notify());
    await client.query(`LISTEN ${CHANNEL}`);
    this.wake.notify();
    while (!ended.aborted) {
      await pause(PROBE_MS, ended);
      if (!ended.aborted) await client.query('SELECT 1');
    }
  }
}
